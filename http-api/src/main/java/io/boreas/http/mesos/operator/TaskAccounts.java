package io.boreas.http.mesos.operator;

import io.boreas.core.id.TaskId;
import io.boreas.core.task.Payload;
import io.boreas.http.mesos.state.Accounts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which tasks run as another account than their framework's. Not thread-safe. */
final class TaskAccounts {
    private final Map<String, Map<TaskId, Optional<String>>> others = new HashMap<>();

    void launched(String framework, TaskId task, Payload info, Optional<String> frameworkAccount) {
        var account = Accounts.of(info, frameworkAccount);
        if (account.equals(frameworkAccount)) {
            ended(framework, task);
        } else {
            others.computeIfAbsent(framework, any -> new HashMap<>()).put(task, account);
        }
    }

    Optional<String> of(String framework, TaskId task, Optional<String> frameworkAccount) {
        return others.getOrDefault(framework, Map.of()).getOrDefault(task, frameworkAccount);
    }

    void ended(String framework, TaskId task) {
        var tasks = others.get(framework);
        if (tasks != null && tasks.remove(task) != null && tasks.isEmpty()) {
            others.remove(framework);
        }
    }

    void removed(String framework) {
        others.remove(framework);
    }
}
