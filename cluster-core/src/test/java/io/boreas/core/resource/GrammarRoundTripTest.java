package io.boreas.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.gen.Gen;
import io.boreas.core.resource.ResourceJson.Format;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GrammarRoundTripTest {

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void textIsReadAsItWasWritten(long seed) {
        var resources = ResourceGen.seeded(seed).sayable();
        String text = ResourceText.format(resources);
        assertThat(Resources.parse(text)).isEqualTo(resources);
        assertThat(ResourceText.format(Resources.parse(text))).isEqualTo(text);
        assertThat(resources.toString()).isEqualTo(text);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void jsonIsReadAsItWasWritten(long seed) {
        var resources = ResourceGen.seeded(seed).resources();
        for (var format : new Format[] {Format.STACK, Format.BOTH}) {
            var tree = ResourceJson.write(resources, format);
            assertThat(ResourceJson.read(tree)).isEqualTo(resources);
            assertThat(ResourceJson.write(ResourceJson.read(tree), format)).isEqualTo(tree);
        }
        var unrefined = resources.filter(r -> canBeLegacy(r.terms().reservations()));
        assertThat(ResourceJson.read(ResourceJson.write(unrefined, Format.LEGACY)))
                .isEqualTo(unrefined);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void whatTextCannotSayIsDescribedButNotWritten(long seed) {
        var resources = ResourceGen.seeded(seed).resources();
        boolean sayable = resources.equals(resources.onTerms(terms -> Terms.reservedTo(terms.role())));
        if (sayable) {
            assertThat(Resources.parse(ResourceText.format(resources))).isEqualTo(resources);
        } else {
            assertThatThrownBy(() -> ResourceText.format(resources)).isInstanceOf(IllegalArgumentException.class);
            assertThat(resources.toString()).isNotEmpty();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void attributesAreReadAsTheyWereWritten(long seed) {
        var gen = ResourceGen.seeded(seed);
        var attributes = Attributes.of(gen.gen().list(0, 6, () -> attribute(gen)));
        assertThat(Attributes.parse(attributes.format())).isEqualTo(attributes);
        assertThat(AttributeJson.read(AttributeJson.write(attributes))).isEqualTo(attributes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpus:4;mem:8192|cpus:4;mem:8192",
                "mem:8192;cpus:4.50|cpus:4.5;mem:8192",
                " cpus : 1e1 ; ; mem:.5; |cpus:10;mem:0.5",
                "cpus:0.1;cpus:0.2|cpus:0.3",
                "cpus:2;cpus( web ):1;cpus(*):1|cpus:3;cpus(web):1",
                "disk(a/b):1024;ports:[33000-33100,31000-32000]|ports:[31000-32000,33000-33100];disk(a/b):1024",
                "names:{b, a,b}|names:{a,b}",
                "cpus:0;ports:[];names:{}|''",
                "cpus:1.0005|cpus:1.001",
                "cpus:1.0004|cpus:1",
                "cpus:0.0015|cpus:0.002",
                "gpus:2;cpus:1|cpus:1;gpus:2",
            })
    void textComesOutCanonical(String text, String canonical) {
        assertThat(ResourceText.format(Resources.parse(text))).isEqualTo(canonical);
    }

    @Test
    void defaultRoleReservesWhatNamesNone() {
        assertThat(ResourceText.parse("cpus:1;mem(*):2;disk(ads):3", new Role("web")))
                .hasToString("mem:2;disk(ads):3;cpus(web):1");
    }

    @Test
    void jsonIsAsMesosWritesIt() {
        var resources = Resources.parse("cpus:4;ports:[31000-31001];names:{a}")
                .plus(Resources.parse("mem:0.5")
                        .push(Reservation.dynamic(new Role("web")).by("ops")));
        assertThat(ResourceJson.write(resources, Format.BOTH)).isEqualTo(JsonText.read("""
                [{'name':'cpus','type':'SCALAR','scalar':{'value':4.0},'role':'*'},
                 {'name':'ports','type':'RANGES','ranges':{'range':[{'begin':31000,'end':31001}]},'role':'*'},
                 {'name':'names','type':'SET','set':{'item':['a']},'role':'*'},
                 {'name':'mem','type':'SCALAR','scalar':{'value':0.5},'role':'web',
                  'reservation':{'principal':'ops'},
                  'reservations':[{'type':'DYNAMIC','role':'web','principal':'ops'}]}]"""));
    }

    @Test
    void everyFormOfAReservationIsRead() {
        var fixed = Resources.parse("cpus(web):1");
        var dynamic = Resources.parse("cpus:1")
                .push(Reservation.dynamic(new Role("web")).by("ops"));
        assertThat(read("'role':'web'")).isEqualTo(fixed);
        assertThat(read("'reservations':[{'type':'STATIC','role':'web'}]")).isEqualTo(fixed);
        assertThat(read("'role':'web','reservations':[{'type':'STATIC','role':'web'}]"))
                .isEqualTo(fixed);
        assertThat(read("'role':'web','reservation':{'principal':'ops'}")).isEqualTo(dynamic);
        assertThat(read("'reservations':[{'type':'DYNAMIC','role':'web','principal':'ops'}]"))
                .isEqualTo(dynamic);
        assertThat(read("'role':'*','reservations':[],'reservation':null")).isEqualTo(Resources.parse("cpus:1"));
        assertThat(read("'some_new_field':[1,{'x':true}]")).isEqualTo(Resources.parse("cpus:1"));
    }

    @Test
    void olderJsonCannotSayARefinedReservation() {
        var refined = Resources.parse("cpus(web):1").push(Reservation.dynamic(new Role("web/eu")));
        assertThatThrownBy(() -> ResourceJson.write(refined, Format.LEGACY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("refined reservation");
    }

    private static Resources read(String fields) {
        return ResourceJson.read(
                JsonText.read("[{'name':'cpus','type':'SCALAR','scalar':{'value':1}," + fields + "}]"));
    }

    private static boolean canBeLegacy(List<Reservation> stack) {
        return stack.isEmpty()
                || stack.equals(List.of(Reservation.fixed(stack.getFirst().role())))
                || (stack.size() == 1 && stack.getFirst().type() == Reservation.Type.DYNAMIC);
    }

    private static Attribute attribute(ResourceGen from) {
        Gen gen = from.gen();
        AttributeValue value =
                gen.any(from::scalar, from::ranges, () -> new Text(gen.name() + gen.pick("", ":x", " y")));
        return new Attribute(gen.pick("rack", "zone", "host-ip"), value);
    }
}
