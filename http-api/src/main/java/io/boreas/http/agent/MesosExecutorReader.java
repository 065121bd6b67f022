package io.boreas.http.agent;

import com.google.protobuf.InvalidProtocolBufferException;
import io.boreas.agent.gateway.ExecutorReader;
import io.boreas.agent.gateway.ExecutorTerms;
import io.boreas.core.agent.FrameworkExecutor;
import io.boreas.core.task.Payload;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.CommandSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/** Understands executors as Mesos's frameworks describe them. */
public final class MesosExecutorReader implements ExecutorReader {
    @Override
    public ExecutorTerms read(FrameworkExecutor executor, Payload framework) {
        try {
            var info = Mesos.ExecutorInfo.parseFrom(executor.info().bytes());
            var user = framework.size() == 0
                    ? ""
                    : Mesos.FrameworkInfo.parseFrom(framework.bytes()).getUser();
            var problems = new ArrayList<String>();
            var spec = CommandSpec.executor(info, executor.resources(), user, problems);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
            return new ExecutorTerms(
                    spec,
                    info.hasShutdownGracePeriod()
                            ? Optional.of(Duration.ofNanos(
                                    info.getShutdownGracePeriod().getNanoseconds()))
                            : Optional.empty());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("what was said of executor " + executor.id() + " is not readable", e);
        }
    }
}
