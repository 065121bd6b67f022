package io.boreas.testcluster.sim;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkEffect;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.InstanceTask;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEffect;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.Placement;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.machine.Decision;
import io.boreas.core.machine.Machine;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.StatusAck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Machines with one error each, made from the real ones. */
final class BrokenRules {
    private BrokenRules() {}

    /** A machine as the real one is, with one of its functions changed. */
    private abstract static class Changed<K, S, C, E, R, F> implements Machine<K, S, C, E, R, F> {
        final Machine<K, S, C, E, R, F> real;

        Changed(Machine<K, S, C, E, R, F> real) {
            this.real = real;
        }

        @Override
        public S vacant(K id) {
            return real.vacant(id);
        }

        @Override
        public boolean isVacant(S state) {
            return real.isVacant(state);
        }

        @Override
        public Decision<E, R> decide(S state, C command, Instant now) {
            return real.decide(state, command, now);
        }

        @Override
        public S evolve(S state, E event) {
            return real.evolve(state, event);
        }

        @Override
        public List<F> outstanding(S state) {
            return real.outstanding(state);
        }

        @Override
        public R repeated(S state, C command) {
            return real.repeated(state, command);
        }
    }

    private static UnaryOperator<Rules> agents(
            UnaryOperator<Machine<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect>> change) {
        return rules -> new Rules(change.apply(rules.agents()), rules.jobs(), rules.frameworks());
    }

    private static UnaryOperator<Rules> jobs(
            UnaryOperator<Machine<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect>> change) {
        return rules -> new Rules(rules.agents(), change.apply(rules.jobs()), rules.frameworks());
    }

    private static UnaryOperator<Rules> frameworks(
            UnaryOperator<
                            Machine<
                                    FrameworkId,
                                    Framework,
                                    FrameworkCommand,
                                    FrameworkEvent,
                                    FrameworkReply,
                                    FrameworkEffect>>
                    change) {
        return rules -> new Rules(rules.agents(), rules.jobs(), change.apply(rules.frameworks()));
    }

    /** Admits as if the agent had twice what it has. */
    static UnaryOperator<Rules> admittingTwice() {
        return promisingTwice(AgentCommand.Admit.class, AgentEvent.TaskLaunched.class);
    }

    /** Leases as if the agent had twice what it has. */
    static UnaryOperator<Rules> leasingTwice() {
        return promisingTwice(AgentCommand.GrantLease.class, AgentEvent.Leased.class);
    }

    private static UnaryOperator<Rules> promisingTwice(
            Class<? extends AgentCommand> command, Class<? extends AgentEvent> event) {
        return agents(real -> new Changed<>(real) {
            @Override
            public Decision<AgentEvent, AgentReply> decide(Agent agent, AgentCommand asked, Instant now) {
                return real.decide(command.isInstance(asked) ? doubled(agent) : agent, asked, now);
            }

            @Override
            public Agent evolve(Agent agent, AgentEvent happened) {
                return event.isInstance(happened)
                        ? with(real.evolve(doubled(agent), happened), agent.info())
                        : real.evolve(agent, happened);
            }
        });
    }

    /** Hears that no offers are wanted on whichever stream it comes. */
    static UnaryOperator<Rules> hearingEveryStream() {
        return frameworks(real -> new Changed<>(real) {
            @Override
            public Decision<FrameworkEvent, FrameworkReply> decide(
                    Framework framework, FrameworkCommand command, Instant now) {
                return real.decide(
                        framework,
                        command instanceof FrameworkCommand.Suppress(var sent, var roles)
                                ? new FrameworkCommand.Suppress(framework.streamId(), roles)
                                : command,
                        now);
            }
        });
    }

    /** Lets what a removed framework still gets run. */
    static UnaryOperator<Rules> forgettingRemovals() {
        return frameworks(real -> new Changed<>(real) {
            @Override
            public Decision<FrameworkEvent, FrameworkReply> decide(
                    Framework framework, FrameworkCommand command, Instant now) {
                var decision = real.decide(framework, command, now);
                var events = new ArrayList<>(decision.events());
                events.removeIf(FrameworkEvent.RemovalOwed.class::isInstance);
                return Decision.of(events, decision.reply());
            }
        });
    }

    /** Acknowledges ends that its scheduler is never told of. */
    static UnaryOperator<Rules> keepingEndsFromSchedulers() {
        return frameworks(real -> new Changed<>(real) {
            @Override
            public Decision<FrameworkEvent, FrameworkReply> decide(
                    Framework framework, FrameworkCommand command, Instant now) {
                if (command instanceof FrameworkCommand.Hear(var told)
                        && told.stream().anyMatch(notices -> notices.notices()
                                .getLast()
                                .status()
                                .state()
                                .isTerminal())) {
                    return Decision.answer(new FrameworkReply.Heard(told.stream()
                            .map(notices -> new StatusAck(
                                    notices.run().key(),
                                    notices.notices().getLast().sequence()))
                            .toList()));
                }
                return real.decide(framework, command, now);
            }
        });
    }

    private static Agent doubled(Agent agent) {
        return with(agent, agent.info().map(info -> {
            var scalars = Resources.plain(
                    info.resources().cpusMilli(),
                    info.resources().memMilli(),
                    info.resources().diskMilli(),
                    io.boreas.core.resource.Ranges.empty());
            return new AgentInfo(
                    info.hostname(),
                    info.port(),
                    info.attributes(),
                    info.resources().plus(scalars),
                    info.version());
        }));
    }

    private static Agent with(Agent agent, Optional<AgentInfo> info) {
        return new Agent(
                agent.id(),
                info,
                agent.presence(),
                agent.incarnation(),
                agent.bootId(),
                agent.since(),
                agent.tasks(),
                agent.leases(),
                agent.used(),
                agent.leased(),
                agent.hosted(),
                agent.duty(),
                agent.oversubscribed());
    }

    /** Takes reports of any registration as if they were of the latest. */
    static UnaryOperator<Rules> forgettingIncarnations() {
        return agents(real -> new Changed<>(real) {
            @Override
            public Decision<AgentEvent, AgentReply> decide(Agent agent, AgentCommand command, Instant now) {
                return real.decide(
                        agent,
                        command instanceof AgentCommand.Report(long sent, var updates)
                                ? new AgentCommand.Report(agent.incarnation(), updates)
                                : command,
                        now);
            }
        });
    }

    /** Puts a count into a job's state that is not in its events. */
    static UnaryOperator<Rules> countingOutsideTheJournal() {
        return jobs(real -> new Changed<>(real) {
            private long moves;

            @Override
            public Job evolve(Job job, JobEvent event) {
                return real.evolve(
                        job,
                        event instanceof JobEvent.Moved moved
                                ? new JobEvent.Moved(
                                        moved.instance(),
                                        moved.task(),
                                        moved.to(),
                                        moved.noticeSequence(),
                                        moved.placement(),
                                        moved.failed(),
                                        "move " + ++moves,
                                        moved.at())
                                : event);
            }
        });
    }

    /** Owes no kill to runs that were given up. */
    static UnaryOperator<Rules> forgettingKills() {
        return jobs(real -> new Changed<>(real) {
            @Override
            public Decision<JobEvent, JobReply> decide(Job job, JobCommand command, Instant now) {
                return without(real.decide(job, command, now), event -> event instanceof JobEvent.KillOwed);
            }
        });
    }

    /** Gives up an instance that is stopped before its agent has told of it, and does not wait for the end that it asks for. */
    static UnaryOperator<Rules> replacingWhatMayRun() {
        return jobs(real -> new Changed<>(real) {
            @Override
            public Decision<JobEvent, JobReply> decide(Job job, JobCommand command, Instant now) {
                var decision = real.decide(job, command, now);
                var events = new ArrayList<JobEvent>();
                for (var event : decision.events()) {
                    chosenPlace(job, event)
                            .ifPresentOrElse(
                                    place -> {
                                        var moved = (JobEvent.Moved) event;
                                        events.add(new JobEvent.KillOwed(moved.task(), place.agent()));
                                        events.add(new JobEvent.Withdrawn(moved.instance(), moved.task()));
                                    },
                                    () -> events.add(event));
                }
                return Decision.of(events, decision.reply());
            }
        });
    }

    private static Optional<Placement> chosenPlace(Job job, JobEvent event) {
        return event instanceof JobEvent.Moved moved && moved.to() == ScheduleStatus.KILLING
                ? job.active(moved.instance(), moved.task())
                        .filter(task -> task.status() == ScheduleStatus.PENDING)
                        .flatMap(InstanceTask::placement)
                : Optional.empty();
    }

    /** Acknowledges notices it does not look at. */
    static UnaryOperator<Rules> deafTo(BiFunction<Job, JobCommand.TaskNotices, Boolean> deaf) {
        return jobs(real -> new Changed<>(real) {
            @Override
            public Decision<JobEvent, JobReply> decide(Job job, JobCommand command, Instant now) {
                var decision = real.decide(job, command, now);
                boolean ignored = command instanceof JobCommand.Hear(var told)
                        && told.stream().anyMatch(notices -> deaf.apply(job, notices));
                return ignored ? Decision.of(List.of(), decision.reply()) : decision;
            }
        });
    }

    private static Decision<JobEvent, JobReply> without(
            Decision<JobEvent, JobReply> decision, java.util.function.Predicate<JobEvent> left) {
        var events = new ArrayList<>(decision.events());
        events.removeIf(left);
        return Decision.of(events, decision.reply());
    }
}
