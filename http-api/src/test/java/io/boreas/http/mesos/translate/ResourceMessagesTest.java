package io.boreas.http.mesos.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.framework.Capability;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.DiskInfo.SourceType;
import io.boreas.core.resource.Labels;
import io.boreas.core.resource.Reservation;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.ResourceJson.Format;
import io.boreas.core.resource.ResourceSyntaxException;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Terms;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Mesos.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("deprecation") // the older form
class ResourceMessagesTest {
    private static final Role WEB = new Role("web");

    private static Resources sum(long seed, boolean refined) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var all = new ArrayList<Resource>();
        for (int i = 0; i < 12; i++) {
            var terms = Terms.PLAIN;
            if (random.nextBoolean()) {
                terms = terms.push(
                        random.nextBoolean()
                                ? Reservation.fixed(WEB)
                                : Reservation.dynamic(WEB)
                                        .by("p")
                                        .with(Labels.of("k", random.nextBoolean() ? "" : "v")));
                if (refined && random.nextBoolean()) {
                    terms = terms.push(Reservation.dynamic(new Role("web/eu")));
                }
            }
            if (random.nextInt(4) == 0) {
                terms = terms.asRevocable();
            }
            if (random.nextInt(4) == 0) {
                terms = terms.from("provider" + random.nextInt(2));
            }
            if (random.nextInt(4) == 0) {
                terms = terms.allocatedTo(WEB);
            }
            all.add(
                    switch (random.nextInt(5)) {
                        case 0 ->
                            Resource.scalar("cpus", random.nextInt(1, 100_000)).on(terms);
                        case 1 ->
                            Resource.scalar("gpus", 1_000L * random.nextInt(1, 9))
                                    .on(terms);
                        case 2 ->
                            Resources.parse("ports:[31000-31010,32000-32000]")
                                    .toList()
                                    .getFirst()
                                    .on(terms);
                        case 3 ->
                            Resources.parse("names:{a,b}").toList().getFirst().on(terms);
                        default -> {
                            var disk = terms.on(disk(random, i));
                            yield Resource.scalar("disk", random.nextInt(1, 100_000))
                                    .on(disk.isPersistentVolume() && random.nextBoolean() ? disk.asShared() : disk);
                        }
                    });
        }
        return Resources.of(all);
    }

    private static DiskInfo disk(RandomGenerator random, int number) {
        return switch (random.nextInt(6)) {
            case 0 -> DiskInfo.persistent("v" + number, "data");
            case 1 -> DiskInfo.on(DiskInfo.Source.of(SourceType.PATH, Optional.of("/d")));
            case 2 -> DiskInfo.on(DiskInfo.Source.of(SourceType.MOUNT, Optional.of("/m" + number)));
            case 3 -> DiskInfo.on(DiskInfo.Source.of(SourceType.BLOCK, Optional.empty()));
            case 4 ->
                DiskInfo.on(new DiskInfo.Source(
                        SourceType.RAW,
                        Optional.empty(),
                        Optional.of("vendor"),
                        Optional.of("id" + number),
                        Optional.of("fast"),
                        Labels.of("a", "b")));
            default ->
                new DiskInfo(
                        Optional.of(new DiskInfo.Persistence("w" + number, Optional.of("p"))),
                        Optional.of(new DiskInfo.Mount("c", DiskInfo.Mode.RO, Optional.of("/h"))),
                        Optional.empty());
        };
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void whatIsWrittenIsReadAsItWas(Format format) {
        for (long seed = 0; seed < 300; seed++) {
            // The older form cannot say who refined what: it is written as a stack then.
            var resources = sum(seed, true);
            var written = ResourceMessages.write(resources, new ResourceForm(format, Optional.empty()));

            assertThat(ResourceMessages.read(written)).as("seed " + seed).isEqualTo(resources);
        }
    }

    @Test
    void whatIsOfferedSaysWhoseAllocationItIs() {
        var form = ResourceForm.offered(EnumSet.of(Capability.MULTI_ROLE), WEB);

        var written = ResourceMessages.write(Resources.parse("cpus:1;mem(web):8"), form);

        assertThat(written)
                .allSatisfy(resource ->
                        assertThat(resource.getAllocationInfo().getRole()).isEqualTo("web"));
        assertThat(ResourceMessages.allocationRoles(written)).containsExactly("web");
        assertThat(ResourceMessages.read(written).unallocate()).isEqualTo(Resources.parse("cpus:1;mem(web):8"));
    }

    @Test
    void theOlderFormHasARoleAndAReservation() {
        var dynamic = Resource.scalar("cpus", 1_000)
                .on(Terms.PLAIN.push(Reservation.dynamic(WEB).by("p")));

        var written = ResourceMessages.write(dynamic, ResourceForm.offered(Set.of(), WEB));

        assertThat(written.getRole()).isEqualTo("web");
        assertThat(written.getReservation().getPrincipal()).isEqualTo("p");
        assertThat(written.getReservation().hasRole()).isFalse();
        assertThat(written.getReservation().hasType()).isFalse();
        assertThat(written.getReservationsCount()).isZero();
        assertThat(written.hasAllocationInfo()).isFalse();
    }

    @Test
    void endpointsHaveBothForms() {
        var fixed = Resource.scalar("cpus", 1_000).on(Terms.reservedTo(WEB));

        var written = ResourceMessages.write(fixed, ResourceForm.ENDPOINT);

        assertThat(written.getRole()).isEqualTo("web");
        assertThat(written.hasReservation()).isFalse();
        assertThat(written.getReservations(0).getType()).isEqualTo(Mesos.Resource.ReservationInfo.Type.STATIC);
    }

    private static Mesos.Resource.Builder cpus(double amount) {
        var out = Mesos.Resource.newBuilder().setName("cpus").setType(Value.Type.SCALAR);
        out.getScalarBuilder().setValue(amount);
        return out;
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e30, 1e-9})
    void anAmountThatIsNoneIsRefusedWithItsPlace(double amount) {
        assertThatThrownBy(() -> ResourceMessages.read(
                        List.of(cpus(1).build(), cpus(amount).build())))
                .isInstanceOf(ResourceSyntaxException.class)
                .hasMessageStartingWith("[1].scalar.value");
    }

    @Test
    void whatIsNotOfItsTypeIsRefused() {
        var range = Mesos.Resource.newBuilder().setName("ports").setType(Value.Type.RANGES);
        range.getRangesBuilder().addRangeBuilder().setBegin(-1).setEnd(3);
        var missing = Mesos.Resource.newBuilder().setName("cpus").setType(Value.Type.SCALAR);
        var text = Mesos.Resource.newBuilder().setName("x").setType(Value.Type.TEXT);
        var role = cpus(1).setRole("/a");
        var reserved = cpus(1);
        reserved.addReservationsBuilder().setRole("web");

        for (var wrong : List.of(range, missing, text, role, reserved)) {
            assertThatThrownBy(() -> ResourceMessages.read(List.of(wrong.build())))
                    .isInstanceOf(ResourceSyntaxException.class);
        }
    }

    @Test
    void aTaskWithSuchResourcesHasAProblemAndIsNeverWithoutThem() {
        var reader = new TaskReader(new FrameworkId("f"), "");
        var info = Mesos.TaskInfo.newBuilder().setName("n").addResources(cpus(-1));
        info.getTaskIdBuilder().setValue("t");
        info.getAgentIdBuilder().setValue("a");
        info.getCommandBuilder().setValue("true");

        assertThat(reader.task(info.build()).problems())
                .singleElement()
                .asString()
                .startsWith("Task uses invalid resources: [0].scalar.value");
    }
}
