package io.boreas.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromMaster;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskLaunch;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bounds on sizes; a field that is written too often shows here first. */
final class CompactnessTest {
    private final GroupCodec codec = new GroupCodec();

    @Test
    void launchesOfOneJobDoNotRepeatItsSpecification() {
        assertThat(codec.encode(new Cell(1, 100).launches(200)).length).isLessThan(200 * 120);
    }

    @Test
    void eventsOfABusyCellAreSmall() {
        assertThat(codec.encode(new Cell(10, 200).agentBatch(200)).length).isLessThan(200 * 60);
        assertThat(codec.encode(new Cell(10, 200).jobBatch(201)).length).isLessThan(201 * 60);
    }

    @Test
    void tasksOfALaunchShareTheirSpecification() {
        var tasks = IntStream.range(0, 100)
                .mapToObj(i -> new TaskLaunch(
                        new TaskId("task-" + i),
                        new Owner.JobInstance(Cell.job(0), i),
                        Cell.spec(0),
                        Resources.plain(500, 512_000, 0, Ranges.single(31_000 + i)),
                        Collections.emptySortedMap()))
                .toList();
        assertThat(new ProtobufLinkCodec().encode(new FromMaster.Launch(tasks)).length)
                .isLessThan(100 * 50);
    }

    @Test
    void smallMessagesOfTheLinkAreSmall() {
        assertThat(new ProtobufLinkCodec().encode(new FromMaster.Ping(7)).length)
                .isLessThan(10);
    }
}
