package io.boreas.core.agent;

import static io.boreas.core.agent.HostRun.ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Reservation;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Terms;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestroyedVolumesTest {
    private final HostRun run = HostRun.with("cpus:4;mem:4096;disk:1024");

    @Test
    void aDestroyedVolumeIsToBeDeletedUntilItsAgentSaysThatItIs() {
        made(volume("a", 100));
        done(new Operation.Destroy(Optional.empty(), volume("a", 100)));
        var first = AgentMachine.doomed(run.agent()).getFirst();
        assertThat(first.volume()).isEqualTo(volume("a", 100).toList().getFirst());
        assertThat(first.number()).isGreaterThanOrEqualTo(HostRun.NOW.toEpochMilli());

        made(volume("a", 200));
        done(new Operation.Destroy(Optional.empty(), volume("a", 200)));
        assertThat(AgentMachine.doomed(run.agent())).hasSize(2).startsWith(first);
        var second = AgentMachine.doomed(run.agent()).getLast();
        assertThat(second.number()).isGreaterThan(first.number());

        run.tell(new AgentCommand.VolumesDeleted(1, first.number()));
        assertThat(AgentMachine.doomed(run.agent())).containsExactly(second);
        run.tell(new AgentCommand.VolumesDeleted(1, second.number()));
        int events = run.journal().size();
        run.tell(new AgentCommand.VolumesDeleted(1, second.number()));
        assertThat(AgentMachine.doomed(run.agent())).isEmpty();
        assertThat(run.journal()).hasSize(events);
        assertThat(run.replayed()).isEqualTo(run.agent());
    }

    @Test
    void aVolumeThatGrowsIsNotDestroyed() {
        made(volume("a", 100));
        var grown = reservedDisk(50).toList().getFirst();

        done(new Operation.GrowVolume(
                Optional.empty(), volume("a", 100).toList().getFirst(), grown));
        done(new Operation.ShrinkVolume(
                Optional.empty(), volume("a", 150).toList().getFirst(), 20_000));

        assertThat(AgentMachine.doomed(run.agent())).isEmpty();
        assertThat(run.agent().total().contains(volume("a", 130))).isTrue();
    }

    @Test
    void anOlderRegistrationAndANumberThatNeverWasChangeNothing() {
        made(volume("a", 100));
        done(new Operation.Destroy(Optional.empty(), volume("a", 100)));
        run.register("cpus:4;mem:4096;disk:1024");

        long number = AgentMachine.doomed(run.agent()).getFirst().number();
        assertThat(run.tell(new AgentCommand.VolumesDeleted(1, number)))
                .isInstanceOf(AgentReply.StaleIncarnation.class);
        run.tell(new AgentCommand.VolumesDeleted(2, number + 1));

        assertThat(AgentMachine.doomed(run.agent())).hasSize(1);
    }

    @Test
    void soManyThatAnAgentDoesNotDeleteThatNoMoreAreDestroyed() {
        for (int i = 0; i < DestroyedVolumes.WAITING_MAX; i++) {
            made(volume("a", 1));
            done(new Operation.Destroy(Optional.empty(), volume("a", 1)));
        }
        made(volume("a", 1));

        assertThat(convert(new Operation.Destroy(Optional.empty(), volume("a", 1))))
                .isInstanceOfSatisfying(AgentReply.ConversionInvalid.class, refused -> assertThat(refused.message())
                        .contains("yet to delete the data of 1000"));
    }

    @ParameterizedTest
    @CsvSource({"..,data", "a/b,data", "a\\b,data", "a,/data", "a,../data", "a,x/../../data", "a,x//y", "a,''"})
    void whatWouldLeadElsewhereIsNotCreated(String id, String path) {
        done(new Operation.Reserve(Optional.empty(), reservedDisk(100)));

        assertThat(convert(new Operation.Create(Optional.empty(), volume(id, path, 100))))
                .isInstanceOf(AgentReply.ConversionInvalid.class);
    }

    private void made(Resources volume) {
        var megabytes = volume.diskMilli() / 1_000;
        if (!run.agent().available().contains(reservedDisk(megabytes))) {
            done(new Operation.Reserve(Optional.empty(), reservedDisk(megabytes)));
        }
        done(new Operation.Create(Optional.empty(), volume));
        if (megabytes == 100) {
            done(new Operation.Reserve(Optional.empty(), reservedDisk(50)));
        }
    }

    private void done(Operation.OnResources operation) {
        assertThat(convert(operation)).isInstanceOf(AgentReply.Converted.class);
    }

    private AgentReply convert(Operation.OnResources operation) {
        return run.tell(new AgentCommand.Convert(operation, Optional.empty()));
    }

    private static Resources reservedDisk(long megabytes) {
        return Resources.of(Resource.scalar("disk", megabytes * 1_000).on(reserved()));
    }

    private static Terms reserved() {
        return Terms.PLAIN.push(Reservation.dynamic(ROLE));
    }

    private static Resources volume(String id, long megabytes) {
        return volume(id, "data", megabytes);
    }

    private static Resources volume(String id, String path, long megabytes) {
        return Resources.of(
                Resource.scalar("disk", megabytes * 1_000).on(reserved().on(DiskInfo.persistent(id, path))));
    }
}
