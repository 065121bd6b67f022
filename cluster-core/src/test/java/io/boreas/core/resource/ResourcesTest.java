package io.boreas.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResourcesTest {
    private static final Role WEB = new Role("web");
    private static final Role WEB_EU = new Role("web/eu");

    @Test
    void scalarsAreFixedPoint() {
        var sum = Resources.parse("cpus:0.1").plus(Resources.parse("cpus:0.2"));
        assertThat(sum).isEqualTo(Resources.parse("cpus:0.3"));
        assertThat(sum.cpusMilli()).isEqualTo(300);
        var tenth = Resources.parse("cpus:0.1");
        var left = Resources.parse("cpus:1");
        for (int i = 0; i < 10; i++) {
            left = left.minus(tenth);
        }
        assertThat(left.isEmpty()).isTrue();
        assertThat(Scalar.of(1.0004)).isEqualTo(new Scalar(1_000));
        assertThat(Scalar.of(0.0015)).isEqualTo(new Scalar(2));
    }

    @Test
    void everyThousandthSurvivesADouble() {
        for (long milli : List.of(1L, 999L, 1_001L, 123_456_789L, Scalar.MAX_MILLI - 1, Scalar.MAX_MILLI)) {
            assertThat(Scalar.of(new Scalar(milli).units()).milli()).isEqualTo(milli);
        }
    }

    @Test
    void amountsPastTheBoundAreRefusedNotWrapped() {
        var most = Resources.plain(Scalar.MAX_MILLI, 0, 0, Ranges.empty());
        assertThatThrownBy(() -> most.plus(Resources.parse("cpus:0.001"))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Resources.plain(-1, 0, 0, Ranges.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resourcesOnOtherTermsDoNotMerge() {
        var all = Resources.parse("cpus:1;cpus(web):2;cpus(ads):3")
                .plus(Resources.parse("cpus:4").onTerms(Terms::asRevocable))
                .plus(Resources.parse("cpus:5").allocate(WEB))
                .plus(Resources.parse("cpus:6").onTerms(terms -> terms.from("p")))
                .plus(Resources.parse("cpus:7").push(Reservation.dynamic(WEB)))
                .plus(Resources.parse("cpus:8").push(Reservation.dynamic(WEB).by("ops")));
        assertThat(all.toList()).hasSize(8);
        assertThat(all.cpusMilli()).isEqualTo(36_000);
        assertThat(all.contains(Resources.parse("cpus:2"))).isFalse();
        assertThat(all.contains(Resources.parse("cpus:1;cpus(web):2"))).isTrue();
        assertThat(all.reservedTo(WEB).cpusMilli()).isEqualTo(17_000);
        assertThat(all.plus(all).toList()).hasSize(8);
        assertThat(all.scalars()).containsExactly(Map.entry("cpus", 36_000L));
    }

    @Test
    void revocableIsApart() {
        var revocable = Resources.parse("cpus:4").onTerms(Terms::asRevocable);
        var all = Resources.parse("cpus:2;mem:10").plus(revocable);
        assertThat(all.revocable()).isEqualTo(revocable);
        assertThat(all.nonRevocable()).hasToString("cpus:2;mem:10");
        assertThat(all.contains(Resources.parse("cpus:3"))).isFalse();
        assertThat(all).hasToString("cpus:2;mem:10;cpus{REV}:4");
    }

    @Test
    void aReservationIsRefinedForAStrictChildOnly() {
        var reserved = Resources.parse("cpus(web):1");
        var refined = reserved.push(Reservation.dynamic(WEB_EU).by("ops"));
        assertThat(refined.reservedTo(WEB_EU)).isEqualTo(refined);
        assertThat(refined.reservedTo(WEB).isEmpty()).isTrue();
        assertThat(refined.pop()).isEqualTo(reserved);
        assertThat(refined.pop().pop()).isEqualTo(Resources.parse("cpus:1"));
        assertThat(refined.toUnreserved()).isEqualTo(Resources.parse("cpus:1"));
        assertThat(refined).hasToString("cpus(reservations: [(STATIC,web),(DYNAMIC,web/eu,ops)]):1");
        assertThatThrownBy(() -> reserved.push(Reservation.dynamic(WEB))).isInstanceOf(ResourceSyntaxException.class);
        assertThatThrownBy(() -> reserved.push(Reservation.dynamic(new Role("webs/eu"))))
                .isInstanceOf(ResourceSyntaxException.class);
        assertThatThrownBy(() -> reserved.push(Reservation.fixed(WEB_EU))).isInstanceOf(ResourceSyntaxException.class);
        assertThatThrownBy(() -> Resources.parse("cpus:1").pop()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void reservationsOfAnAncestorAreOfferedToDescendants() {
        var all = Resources.parse("cpus:1;cpus(web):2;cpus(web/eu):4;cpus(ads):8");
        assertThat(all.allocatableTo(WEB_EU).cpusMilli()).isEqualTo(7_000);
        assertThat(all.allocatableTo(WEB).cpusMilli()).isEqualTo(3_000);
        assertThat(all.allocatableTo(new Role("other")).cpusMilli()).isEqualTo(1_000);
        assertThat(all.reservations().keySet()).containsExactly(new Role("ads"), WEB, WEB_EU);
    }

    @Test
    void aTasksResourcesAreSmall() {
        int count = 100_000;
        var kept = new Resources[count];
        long before = usedHeap();
        for (int i = 0; i < count; i++) {
            kept[i] = Resources.plain(100 + i, 128_000, 64_000, Ranges.ofNumbers(31_000, 31_500));
        }
        assertThat((usedHeap() - before) / count).isLessThanOrEqualTo(150);
        assertThat(kept[count - 1].cpusMilli()).isEqualTo(count + 99);
    }

    @Test
    void sharedVolumesCount() {
        var volume = Resources.of(volume("v1", 100, true));
        var twice = volume.plus(volume);
        assertThat(twice.toList()).hasSize(2);
        assertThat(twice.diskMilli()).isEqualTo(100);
        assertThat(twice.contains(volume)).isTrue();
        assertThat(volume.contains(twice)).isFalse();
        assertThat(twice.minus(volume)).isEqualTo(volume).isNotEqualTo(twice);
        assertThat(twice.minus(volume).minus(volume).isEmpty()).isTrue();
        assertThat(twice.contains(Resources.of(volume("v1", 50, true)))).isFalse();
        assertThat(twice.contains(Resources.of(volume("v1", 100, false)))).isFalse();
    }

    @Test
    void volumesAndWholeDisksAreNeverDividedNorJoined() {
        var volume = Resources.of(volume("v1", 100, false));
        assertThat(volume.contains(Resources.of(volume("v1", 50, false)))).isFalse();
        assertThat(volume.plus(Resources.of(volume("v2", 50, false)))
                        .persistentVolumes()
                        .toList())
                .hasSize(2);
        for (var type : List.of(DiskInfo.SourceType.MOUNT, DiskInfo.SourceType.BLOCK)) {
            var disk = Resources.of(disk(type, 100, Optional.empty()));
            assertThat(disk.plus(disk).toList()).hasSize(2);
            assertThat(disk.plus(disk).diskMilli()).isEqualTo(200);
            assertThat(disk.contains(Resources.of(disk(type, 40, Optional.empty()))))
                    .isFalse();
        }
    }

    @Test
    void pathDisksAndRawPoolsAddUp() {
        for (var type : List.of(DiskInfo.SourceType.PATH, DiskInfo.SourceType.RAW)) {
            var disk = Resources.of(disk(type, 100, Optional.empty()));
            assertThat(disk.plus(disk)).isEqualTo(Resources.of(disk(type, 200, Optional.empty())));
            assertThat(disk.contains(Resources.of(disk(type, 40, Optional.empty()))))
                    .isTrue();
        }
        var rawDisk = Resources.of(disk(DiskInfo.SourceType.RAW, 100, Optional.of("id")));
        assertThat(rawDisk.plus(rawDisk).toList()).hasSize(2);
    }

    @Test
    void attributesMayHaveSeveralValues() {
        var attributes = Attributes.parse("zone:z1;rack:r2\nrack:r1; url: http://x:80/y ;slots:8;ids:[1-3];odd:-4");
        assertThat(attributes.texts("rack")).containsExactly("r1", "r2");
        assertThat(attributes.first("slots")).contains(new Scalar(8_000));
        assertThat(attributes.first("ids")).contains(Ranges.of(1, 3));
        assertThat(attributes.first("url")).contains(new Text("http://x:80/y"));
        assertThat(attributes.first("odd")).contains(new Text("-4"));
        assertThat(attributes.first("none")).isEmpty();
        assertThat(attributes)
                .isEqualTo(Attributes.parse("rack:r1;rack:r2;zone:z1;odd:-4;ids:[1-3];slots:8;" + "url:http://x:80/y"));
        assertThatThrownBy(
                        () -> Attributes.of(new Attribute("n", new Text("4"))).format())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rolesKnowTheirFamily() {
        assertThat(WEB_EU.isStrictChildOf(WEB)).isTrue();
        assertThat(new Role("web/eu/1").isStrictChildOf(WEB)).isTrue();
        assertThat(WEB.isStrictChildOf(WEB)).isFalse();
        assertThat(new Role("website/eu").isStrictChildOf(WEB)).isFalse();
        assertThat(WEB.isStrictChildOf(Role.STAR)).isFalse();
        assertThat(new Role("a/b/c").ancestors()).containsExactly(new Role("a/b"), new Role("a"));
        assertThat(new Role("a/b").parent()).contains(new Role("a"));
        assertThat(WEB.parent()).isEmpty();
    }

    private static Resource volume(String id, long size, boolean shared) {
        var terms = Terms.reservedTo(WEB).on(DiskInfo.persistent(id, "data"));
        return new Resource("disk", new Scalar(size), shared ? terms.asShared() : terms);
    }

    private static Resource disk(DiskInfo.SourceType type, long size, Optional<String> id) {
        var source = new DiskInfo.Source(type, Optional.empty(), Optional.empty(), id, Optional.empty(), Labels.none());
        return new Resource("disk", new Scalar(size), Terms.PLAIN.on(DiskInfo.on(source)));
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
