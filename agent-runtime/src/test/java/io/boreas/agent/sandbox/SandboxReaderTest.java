package io.boreas.agent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.TaskId;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxAnswer.Why;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.task.LogPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxReaderTest {
    private static final TaskId TASK = new TaskId("t");
    private static final LogPolicy POLICY = new LogPolicy(4_096, 2);

    @TempDir
    Path home;

    SandboxPaths paths;
    ProcessLogs logs;
    SandboxReader reader;
    Path sandbox;

    @BeforeEach
    void makeSandbox() throws IOException {
        paths = new SandboxPaths(home);
        logs = new ProcessLogs();
        reader = new SandboxReader(paths, logs);
        sandbox = paths.sandbox(TASK);
        Files.createDirectories(sandbox.resolve("a/b"));
        Files.createDirectories(paths.tasks().resolve("t"));
        Files.writeString(paths.tasks().resolve("t/main"), "serve");
        Files.writeString(sandbox.resolve("a/file"), "0123456789");
        Files.writeString(home.resolve("secret"), "secret");
        Files.createDirectories(paths.sandboxes().resolve("t2"));
        Files.writeString(paths.sandboxes().resolve("t2/file"), "secret");
    }

    /** So that whoever cleans up has no links to wonder about. */
    @AfterEach
    void deleteLinks() throws IOException {
        try (var all = Files.walk(home)) {
            for (Path link : all.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    private SandboxAnswer read(String path, long offset, int length) {
        return reader.answer(TASK, new SandboxQuery.Read(path, offset, length));
    }

    private static String text(SandboxAnswer answer) {
        assertThat(answer).isInstanceOf(SandboxAnswer.Data.class);
        return new String(((SandboxAnswer.Data) answer).bytes(), StandardCharsets.UTF_8);
    }

    private static void assertRefused(SandboxAnswer answer, Why why) {
        assertThat(answer).isInstanceOfSatisfying(SandboxAnswer.Failed.class, failed -> {
            assertThat(failed.why()).as(failed.message()).isEqualTo(why);
            assertThat(failed.message()).isNotEmpty();
        });
    }

    @Test
    void whoseAnEntryIsAndHowManyNamesItHasIsTold() throws IOException {
        Files.createLink(sandbox.resolve("second"), sandbox.resolve("a/file"));
        Files.createSymbolicLink(sandbox.resolve("link"), home.resolve("secret"));

        assertThat(reader.answer(TASK, new SandboxQuery.Browse("")))
                .isInstanceOfSatisfying(SandboxAnswer.Entries.class, listed -> {
                    for (var entry : listed.entries()) {
                        var file = sandbox.resolve(entry.name());
                        var there = attributes(file);
                        assertThat(entry.ownership())
                                .as(entry.name())
                                .contains(new SandboxAnswer.Ownership(
                                        (int) there.get("nlink"),
                                        there.get("owner").toString(),
                                        there.get("group").toString()));
                    }
                    assertThat(listed.entries().getLast().name()).isEqualTo("second");
                    assertThat(listed.entries()
                                    .getLast()
                                    .ownership()
                                    .orElseThrow()
                                    .links())
                            .isEqualTo(2);
                });
    }

    private static Map<String, Object> attributes(Path file) {
        try {
            return Files.readAttributes(file, "unix:nlink,owner,group", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFileIsReadInParts() {
        assertThat(text(read("a/file", 0, 100))).isEqualTo("0123456789");
        assertThat(text(read("a/file", 3, 4))).isEqualTo("3456");
        assertThat(text(read("./a//file", 8, 100))).isEqualTo("89");
        assertThat(text(read("a/file", 20, 10))).isEmpty();
        assertThat(read("a/file", -1, 10))
                .isInstanceOfSatisfying(
                        SandboxAnswer.Data.class, data -> assertThat(data.end()).isEqualTo(10));
    }

    @Test
    void anAnswerIsNeverLongerThanItMayBe() throws IOException {
        Files.write(sandbox.resolve("large"), new byte[SandboxQuery.READ_BYTES_MAX + 100]);

        assertThat(text(read("large", 0, Integer.MAX_VALUE))).hasSize(SandboxQuery.READ_BYTES_MAX);
        assertThat(text(read("large", 0, -5))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../t2/file",
                "a/../../t2/file",
                "/etc/passwd",
                "..",
                "a/../a/file",
                "out/file",
                "out",
                "escape",
                "a/b/up/../t2/file",
                "\0",
                "a/file/..",
                "passwd"
            })
    void noPathLeavesTheSandbox(String path) throws IOException {
        Files.createSymbolicLink(sandbox.resolve("out"), paths.sandboxes().resolve("t2"));
        Files.createSymbolicLink(sandbox.resolve("escape"), Path.of("../../secret"));
        Files.createSymbolicLink(sandbox.resolve("a/b/up"), Path.of("../../.."));
        Files.createSymbolicLink(sandbox.resolve("passwd"), Path.of("/etc/passwd"));

        assertRefused(read(path, 0, 100), Why.BAD_PATH);
        assertRefused(reader.answer(TASK, new SandboxQuery.Browse(path)), Why.BAD_PATH);
    }

    @Test
    void linksWithinTheSandboxAreFollowed() throws IOException {
        Files.createSymbolicLink(sandbox.resolve("current"), Path.of("a"));
        Files.createSymbolicLink(sandbox.resolve("a/b/again"), Path.of("../file"));

        assertThat(text(read("current/file", 0, 100))).isEqualTo("0123456789");
        assertThat(text(read("current/b/again", 0, 100))).isEqualTo("0123456789");
    }

    @Test
    void aLinkThatLeadsNowhereOrInCirclesIsRefused() throws IOException {
        Files.createSymbolicLink(sandbox.resolve("nowhere"), Path.of("gone"));
        Files.createSymbolicLink(sandbox.resolve("one"), Path.of("two"));
        Files.createSymbolicLink(sandbox.resolve("two"), Path.of("one"));

        assertRefused(read("nowhere", 0, 1), Why.NOT_FOUND);
        assertThat(read("one", 0, 1)).isInstanceOf(SandboxAnswer.Failed.class);
    }

    @Test
    void whatIsNoPlainFileIsNotOpened() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", sandbox.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();

        assertRefused(read("pipe", 0, 10), Why.BAD_PATH);
        assertRefused(read("a", 0, 10), Why.BAD_PATH);
        assertRefused(read("", 0, 10), Why.BAD_PATH);
        assertRefused(read("a/none", 0, 10), Why.NOT_FOUND);
        assertRefused(read("a/file/x", 0, 10), Why.BAD_PATH);
        assertRefused(reader.answer(TASK, new SandboxQuery.Browse("a/file")), Why.BAD_PATH);
        assertRefused(reader.answer(new TaskId("other"), new SandboxQuery.Browse("")), Why.NOT_FOUND);
    }

    @Test
    void aFolderIsListedByName() throws IOException {
        Files.createSymbolicLink(sandbox.resolve("a/link"), Path.of("/etc/passwd"));

        var answer = reader.answer(TASK, new SandboxQuery.Browse("a"));

        assertThat(answer).isInstanceOfSatisfying(SandboxAnswer.Entries.class, entries -> {
            assertThat(entries.entries()).extracting(SandboxAnswer.Entry::name).containsExactly("b", "file", "link");
            var file = entries.entries().get(1);
            assertThat(file.bytes()).isEqualTo(10);
            assertThat(file.folder()).isFalse();
            assertThat(file.mode()).startsWith("-rw");
            assertThat(entries.entries().get(0).folder()).isTrue();
            assertThat(entries.entries().get(2).mode()).startsWith("l");
        });
    }

    @Test
    void aHugeFolderIsCutAndSaysSo() throws IOException {
        var huge = Files.createDirectory(sandbox.resolve("huge"));
        for (int i = 0; i < 25; i++) {
            Files.createFile(huge.resolve("f" + i));
        }

        var answer = (SandboxAnswer.Entries)
                new SandboxReader(paths, logs, 20).answer(TASK, new SandboxQuery.Browse("huge"));

        assertThat(answer.entries()).hasSize(20);
        assertThat(answer.entries().getLast().name()).isEqualTo("truncated");
    }

    private Path run(int run) throws IOException {
        return Files.createDirectories(SandboxPaths.logs(sandbox, "serve", run));
    }

    private void append(int run, String text) throws IOException {
        Files.writeString(run(run).resolve("stdout"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private SandboxAnswer.Data log(long offset, int length) {
        var answer = reader.answer(TASK, new SandboxQuery.ReadLog("", SandboxQuery.Stream.STDOUT, offset, length));
        assertThat(answer).isInstanceOf(SandboxAnswer.Data.class);
        return (SandboxAnswer.Data) answer;
    }

    @Test
    void outputIsReadFromItsFirstByteOverAllRuns() throws IOException {
        append(0, "one ");
        append(1, "two ");
        append(10, "three");

        assertThat(text(log(0, 100))).isEqualTo("one two three");
        assertThat(text(log(5, 4))).isEqualTo("wo t");
        assertThat(log(0, 100).process()).isEqualTo("serve");
        assertThat(log(-1, 100).end()).isEqualTo(13);
        assertThat(text(log(-1, 100))).isEmpty();
        assertThat(text(log(13, 100))).isEmpty();
    }

    @Test
    void offsetsStayWhatTheyWereWhenOutputIsRotated() throws IOException {
        var all = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            var part = (i + "-").repeat(1_500);
            append(0, part);
            all.append(part);
            logs.rotate(run(0), "stdout", POLICY);
        }

        // rotated when longer than 4,096: after each second part of 3,000; two backups stay
        assertThat(log(-1, 0).end()).isEqualTo(27_000);
        assertThat(log(-1, 0).offset()).isEqualTo(12_000);
        assertThat(log(0, 100_000).offset()).isEqualTo(12_000);
        assertThat(text(log(0, 100_000))).isEqualTo(all.substring(12_000));
        assertThat(text(log(20_000, 5_000))).isEqualTo(all.substring(20_000, 25_000));
        assertThat(run(0).resolve("stdout.1")).hasSize(6_000);
        assertThat(run(0).resolve("stdout.2")).hasSize(6_000);
        assertThat(run(0).resolve("stdout.3")).doesNotExist();
    }

    @Test
    void withoutBackupsOnlyTheCurrentFileStays() throws IOException {
        append(0, "x".repeat(5_000));
        logs.rotate(run(0), "stdout", new LogPolicy(4_096, 0));
        append(0, "y");

        assertThat(text(log(0, 10))).isEqualTo("y");
        assertThat(log(0, 10).offset()).isEqualTo(5_000);
    }

    @Test
    void rotationDoesNotFollowLinksATaskPutInItsWay() throws IOException {
        var outside = Files.createDirectories(home.resolve("outside"));
        Files.writeString(outside.resolve("stdout"), "x".repeat(5_000));
        Files.createDirectories(SandboxPaths.logs(sandbox, "serve", 0).getParent());
        Files.createSymbolicLink(SandboxPaths.logs(sandbox, "serve", 0), outside);
        Files.createSymbolicLink(run(1).resolve("stdout"), outside.resolve("stdout"));

        logs.rotate(SandboxPaths.logs(sandbox, "serve", 0), "stdout", POLICY);
        logs.rotate(run(1), "stdout", POLICY);

        assertThat(outside.resolve("stdout")).hasSize(5_000);
        assertThat(log(0, 100).end()).isZero();
    }

    @Test
    void outputOfAProcessThatDoesNotExistIsNotFound() {
        assertRefused(
                reader.answer(TASK, new SandboxQuery.ReadLog("../..", SandboxQuery.Stream.STDERR, 0, 10)),
                Why.NOT_FOUND);
        assertRefused(
                reader.answer(TASK, new SandboxQuery.ReadLog("none", SandboxQuery.Stream.STDERR, 0, 10)),
                Why.NOT_FOUND);
    }
}
