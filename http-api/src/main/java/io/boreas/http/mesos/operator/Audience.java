package io.boreas.http.mesos.operator;

import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import java.util.Optional;

/** Whom an event is for. Accounts are what lists ask for; one that is not known is seen by those alone who see every one. */
sealed interface Audience {
    Audience EVERYBODY = new Everybody();

    boolean admits(Permissions who);

    /** Whether somebody sees all there is. */
    static boolean isUnlimited(Permissions who) {
        return who.mayEverything(Action.VIEW_FRAMEWORKS)
                && who.mayEverything(Action.VIEW_TASKS)
                && who.mayEverything(Action.VIEW_EXECUTORS);
    }

    /** Agents are seen by all. */
    record Everybody() implements Audience {
        @Override
        public boolean admits(Permissions who) {
            return true;
        }
    }

    /** Those who see a framework. */
    record OfFramework(Optional<String> account) implements Audience {
        @Override
        public boolean admits(Permissions who) {
            return who.may(Action.VIEW_FRAMEWORKS, account);
        }
    }

    /** Those who see a framework and a task of it. */
    record OfTask(Optional<String> framework, Optional<String> account) implements Audience {
        @Override
        public boolean admits(Permissions who) {
            return who.may(Action.VIEW_FRAMEWORKS, framework) && who.may(Action.VIEW_TASKS, account);
        }
    }
}
