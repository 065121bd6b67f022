package io.boreas.http.mesos.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessListTest {
    private static final AccessList LIST = AccessListReader.read("""
            {"permissive": false,
             "run_tasks": [
               {"principals": {"values": ["web"]}, "users": {"values": ["www", "cgi"]}},
               {"principals": {"values": ["ops"]}, "users": {"type": "ANY"}},
               {"principals": {"type": "NONE"}, "users": {"values": ["root"]}},
               {"principals": {"values": ["guest"]}, "users": {"type": "NONE"}},
               {"principals": {"type": "ANY"}, "users": {"values": ["guest"]}}],
             "register_frameworks": [
               {"principals": {"values": ["eng"]}, "roles": {"values": ["eng", "eng/%", "a/b/%"]}}],
             "view_tasks": [
               {"principals": {"values": ["ops"]}, "users": {"values": ["root"]}},
               {"principals": {"values": ["ops"]}, "users": {"type": "ANY"}},
               {"principals": {"type": "ANY"}, "users": {"type": "NONE"}}]}
            """);

    /** {@code -} stands for nobody's name, and for everything there is. */
    @ParameterizedTest
    @CsvSource({
        "web, run_tasks, www, true",
        "web, run_tasks, cgi, true",
        "web, run_tasks, root, false", // the entry of nobody decides
        "web, run_tasks, else, false", // none does, and the list is not permissive
        "web, run_tasks, -, false",
        "ops, run_tasks, root, true", // an earlier entry decides
        "ops, run_tasks, -, true",
        "guest, run_tasks, guest, false", // an earlier entry forbids all
        "-, run_tasks, guest, true",
        "-, run_tasks, www, false",
        "-, run_tasks, root, false",
        "eng, register_frameworks, eng, true",
        "eng, register_frameworks, eng/dev, true",
        "eng, register_frameworks, eng/dev/x, true",
        "eng, register_frameworks, english, false",
        "eng, register_frameworks, a/b, false",
        "eng, register_frameworks, a/b/c, true",
        "eng, register_frameworks, a, false",
        "ops, teardown_frameworks, x, false",
    })
    void theFirstEntryThatIsAboutItDecides(String principal, String action, String object, boolean allowed) {
        var asked = Action.valueOf(action.toUpperCase(java.util.Locale.ROOT));
        assertThat(LIST.allows(named(principal), asked, named(object))).isEqualTo(allowed);
    }

    private static Optional<String> named(String text) {
        return text.equals("-") ? Optional.empty() : Optional.of(text);
    }

    @Test
    void whoMaySeeEverythingIsForbiddenNothing() {
        assertThat(LIST.allowsEverything(Optional.of("ops"), Action.VIEW_TASKS)).isTrue();
        assertThat(LIST.allowsEverything(Optional.of("web"), Action.VIEW_TASKS)).isFalse();
        var hidden = AccessListReader.read(
                "{\"view_tasks\":[{\"principals\":{\"type\":\"NONE\"},\"users\":{\"values\":[\"root\"]}}]}");
        assertThat(hidden.allows(Optional.of("ops"), Action.VIEW_TASKS, Optional.empty()))
                .isTrue();
        assertThat(hidden.allowsEverything(Optional.of("ops"), Action.VIEW_TASKS))
                .isFalse();
        assertThat(AccessList.OPEN.allowsEverything(Optional.empty(), Action.VIEW_TASKS))
                .isTrue();
    }

    @Test
    void whatIsNotSaidIsAllowedUnlessTheListSaysOtherwise() {
        assertThat(AccessListReader.read("{}").allows(Optional.empty(), Action.RUN_TASKS, Optional.of("root")))
                .isTrue();
        assertThat(AccessListReader.read("{\"permissive\":false}")
                        .allows(Optional.of("ops"), Action.RUN_TASKS, Optional.of("root")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"run_task\":[]} | \"run_task\" is no action",
                "{\"permissive\":\"no\"} | \"permissive\" is no action, and not \"permissive\" with true or false",
                "{\"run_tasks\":{}} | \"run_tasks\" is no list",
                "{\"run_tasks\":[{\"principals\":{\"type\":\"ANY\"}}]} | run_tasks[0].users must be",
                "{\"run_tasks\":[{\"principals\":{\"type\":\"ANY\"},\"roles\":{}}]} | run_tasks[0] has \"roles\"",
                "{\"run_tasks\":[{\"principals\":{\"type\":\"ALL\"},\"users\":{}}]} | run_tasks[0].principals.type is",
                "{\"run_tasks\":[{\"principals\":{\"values\":[1]},\"users\":{}}]} | principals.values holds 1",
                "{\"run_tasks\":[{\"principals\":{},\"users\":{}}]} | run_tasks[0].principals.values must list",
                "{\"run_tasks\":[],\"run_tasks\":[]} | not valid JSON",
                "{} {} | not valid JSON",
                "[] | not a JSON object",
            })
    void aSlipIsRefused(String json, String message) {
        assertThatThrownBy(() -> AccessListReader.read(json)).hasMessageContaining(message);
    }
}
