package io.boreas.http.mesos.state;

import io.boreas.actors.gateway.Frameworks;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Ends a framework, as an operator asks. Source: Mesos, {@code Master::Http::_teardown}. */
public final class Teardown {
    private Teardown() {}

    public static CompletionStage<RegistryDoor.Reply> of(
            Frameworks frameworks, String id, Permissions who, Cause cause) {
        if (id.equals(FrameworkRow.BOREAS)) {
            return now(400, "The framework 'boreas' is this program's own: kill its jobs instead");
        }
        FrameworkId framework;
        try {
            framework = new FrameworkId(id);
        } catch (IllegalArgumentException e) {
            return now(400, "No framework found with specified ID: " + e.getMessage());
        }
        if (who.mayEverything(Action.TEARDOWN_FRAMEWORKS)) {
            return frameworks.teardown(framework, cause).thenApply(Teardown::reply);
        }
        return frameworks.framework(framework).thenCompose(found -> {
            var owner = found.flatMap(Framework::info).flatMap(FrameworkInfo::principal);
            return who.may(Action.TEARDOWN_FRAMEWORKS, owner)
                    ? frameworks.teardown(framework, cause).thenApply(Teardown::reply)
                    : now(403, CallPermissions.REFUSAL);
        });
    }

    private static RegistryDoor.Reply reply(FrameworkReply reply) {
        return switch (reply) {
            case FrameworkReply.Done d -> new RegistryDoor.Reply(200, "");
            case FrameworkReply.Removed r -> new RegistryDoor.Reply(200, "");
            case FrameworkReply.UnknownFramework u ->
                new RegistryDoor.Reply(400, "No framework found with specified ID");
            case FrameworkReply.Refused(var message) -> new RegistryDoor.Reply(400, message);
            case FrameworkReply.NotConnected n -> unexpected(n);
            case FrameworkReply.StaleStream s -> unexpected(s);
            case FrameworkReply.Subscribed s -> unexpected(s);
            case FrameworkReply.Heard h -> unexpected(h);
            case FrameworkReply.Acknowledged a -> unexpected(a);
            case FrameworkReply.AcknowledgementIgnored a -> unexpected(a);
        };
    }

    private static RegistryDoor.Reply unexpected(FrameworkReply reply) {
        throw new IllegalStateException("a teardown is not answered by " + reply);
    }

    private static CompletionStage<RegistryDoor.Reply> now(int status, String text) {
        return CompletableFuture.completedFuture(new RegistryDoor.Reply(status, text));
    }
}
