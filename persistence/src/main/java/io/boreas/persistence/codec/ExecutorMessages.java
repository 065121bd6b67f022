package io.boreas.persistence.codec;

import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.Work;
import io.boreas.core.link.FromMaster;
import io.boreas.core.task.Payload;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** What a master says of executors, read; see {@code boreas/link/v1/link.proto}. */
final class ExecutorMessages {
    private ExecutorMessages() {}

    static FromMaster launchWorks(Decoder in) {
        var works = new ArrayList<Work>();
        @Nullable HostedExecutor executor = null;
        var framework = Payload.NONE;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> works.add(HostedValues.work(in));
                case 2 -> executor = HostedValues.hostedExecutor(in);
                case 3 -> framework = Payload.of(in.byteArray());
                default -> in.unknown("LaunchWorks");
            }
        }
        in.close(outer);
        return new FromMaster.LaunchWorks(works, in.required(executor, "LaunchWorks.executor"), framework);
    }

    static FromMaster stopExecutor(Decoder in) {
        @Nullable ExecutorRun executor = null;
        var grace = Duration.ZERO;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> executor = HostedValues.run(in);
                case 2 -> grace = in.duration();
                default -> in.unknown("StopExecutor");
            }
        }
        in.close(outer);
        return new FromMaster.StopExecutor(in.required(executor, "StopExecutor.executor"), grace);
    }

    static FromMaster forgetExecutor(Decoder in) {
        @Nullable ExecutorRun executor = null;
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                executor = HostedValues.run(in);
            } else {
                in.unknown("ForgetExecutor");
            }
        }
        in.close(outer);
        return new FromMaster.ForgetExecutor(in.required(executor, "ForgetExecutor.executor"));
    }

    static FromMaster message(Decoder in) {
        @Nullable ExecutorKey executor = null;
        var data = Payload.NONE;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> executor = HostedValues.key(in);
                case 2 -> data = Payload.of(in.byteArray());
                default -> in.unknown("ExecutorMessage");
            }
        }
        in.close(outer);
        return new FromMaster.TellExecutor(in.required(executor, "ExecutorMessage.executor"), data);
    }
}
