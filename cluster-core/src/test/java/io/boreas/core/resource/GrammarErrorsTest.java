package io.boreas.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrammarErrorsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // text | where | found
                "cpus|position 0|cpus",
                "mem:1;cpus 4|position 6|cpus 4",
                "cpus:|position 5|''",
                "cpus:-4|position 5|-4",
                "cpus: NaN|position 6|NaN",
                "cpus:Infinity|position 5|Infinity",
                "cpus:0x10|position 5|0x10",
                "cpus:4f|position 5|4f",
                "cpus:1e999|position 5|1e999",
                "cpus:1000000000000.1|position 5|1000000000000.1",
                "cpus:0.0001|position 5|0.0001",
                "cpus:four|position 5|four",
                "cpus:4:5|position 5|4:5",
                "cpus:[1-2]|position 0, cpus|[1-2]",
                "gpus:0.5|position 0, gpus|0.5",
                "ports:5|position 0, ports|5",
                "mem:1;:4|position 6, name|''",
                "a b:4|position 0, name|a b",
                "cpus(:4|position 4|(",
                "cpus(web:4|position 4|(web",
                "cpus(web)x:4|position 4|(web)x",
                "cpus():4|position 4, role|''",
                "cpus(-web):4|position 4, role|-web",
                "cpus(a//b):4|position 4, role|a//b",
                "cpus(a/*):4|position 4, role|a/*",
                "ports:[31000]|position 12|]",
                "ports:[5-3]|position 7, range|5-3",
                "ports:[1-2,]|position 11|]",
                "ports:[1-2|position 10|''",
                "ports:[1-2]x|position 11|x",
                "ports:[-1-2]|position 7|-1-2]",
                "ports:[1-9223372036854775807]|position 9|9223372036854775807",
                "ports:[1-99999999999999999999]|position 9|99999999999999999999",
                "names:{a,}|position 9, item|''",
                "names:{a|position 8|''",
                "names:{a b}|position 7, item|a b",
                "x:{a};x:4|position 6|x:4",
                "cpus:1000000000000;cpus:1|position 0|cpus:1000000000000;cpus:1",
            })
    void badTextIsRefusedWhereItIsBad(String text, String where, String found) {
        var error = catchThrowableOfType(ResourceSyntaxException.class, () -> Resources.parse(text));
        assertThat(error).as(text).isNotNull();
        assertThat(error.where()).isEqualTo(where);
        assertThat(error.found()).isEqualTo(found);
        assertThat(error.expected()).isNotEmpty();
        assertThat(error).hasMessage(where + ": found \"" + found + "\", expected " + error.expected());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // tree | where | found
                "{}|top|{}",
                "[4]|[0]|4",
                "[{}]|[0]|{}",
                "[{'name':4}]|[0].name|4",
                "[{'name':'cpus'}]|[0]|{name}",
                "[{'name':'cpus','type':'WORDS'}]|[0].type|WORDS",
                "[{'name':'cpus','type':'TEXT','text':{'value':'x'}}]|[0].type|TEXT",
                "[{'name':'cpus','type':'SCALAR'}]|[0]|{name, type}",
                "[{'name':'cpus','type':'SCALAR','scalar':4}]|[0].scalar|4",
                "[{'name':'cpus','type':'SCALAR','scalar':{'value':'4'}}]|[0].scalar.value|4",
                "[{'name':'cpus','type':'SCALAR','scalar':{'value':-4}}]|[0].scalar.value|-4",
                "[{'name':'cpus','type':'SCALAR','scalar':{'value':1E+999999999}}]|[0].scalar.value|1E+999999999",
                "[{'name':'cpus','type':'SCALAR','scalar':{'value':0.0001}}]|[0].scalar.value|0.0001",
                "[{'name':'cpus','type':'SCALAR','scalar':{'value':1},'set':{}}]|[0]|{name, type, scalar, set}",
                "[{'name':'','type':'SCALAR','scalar':{'value':1}}]|[0].name|''",
                "[{'name':'x','type':'RANGES','ranges':{'range':4}}]|[0].ranges.range|4",
                "[{'name':'x','type':'RANGES','ranges':{'range':[{'begin':1}]}}]|[0].ranges.range[0]|{begin}",
                "[{'name':'x','type':'RANGES','ranges':{'range':[{'begin':1.5,'end':2}]}}]|[0].ranges.range[0].begin|1.5",
                "[{'name':'x','type':'RANGES','ranges':{'range':[{'begin':-1,'end':2}]}}]|[0].ranges.range[0].begin|-1",
                "[{'name':'x','type':'RANGES','ranges':{'range':[{'begin':1,'end':1E+99}]}}]|[0].ranges.range[0].end|1E+99",
                "[{'name':'x','type':'RANGES','ranges':{'range':[{'begin':3,'end':2}]}}]|[0].ranges.range[0].range|3-2",
                "[{'name':'x','type':'RANGES','ranges':{'range':[{'begin':1,'end':3},{'begin':3,'end':4}]}}]|[0].ranges|{range}",
                "[{'name':'x','type':'SET','set':{'item':['a','a']}}]|[0].set|{item}",
                "[{'name':'x','type':'SET','set':{'item':['a;b']}}]|[0].set.item|a;b",
            })
    void badJsonIsRefusedWhereItIsBad(String tree, String where, String found) {
        var error = catchThrowableOfType(ResourceSyntaxException.class, () -> ResourceJson.read(JsonText.read(tree)));
        assertThat(error).as(tree).isNotNull();
        assertThat(error.where()).isEqualTo(where);
        assertThat(error.found()).isEqualTo(found.equals("''") ? "" : found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'role':''|[0].role",
                "'role':'a/../b'|[0].role",
                "'role':'*','reservation':{}|[0].reservation",
                "'role':'web','reservation':{'type':'DYNAMIC'}|[0].reservation",
                "'reservations':[{'role':'web'}]|[0].reservations[0]",
                "'reservations':[{'type':'UNKNOWN','role':'web'}]|[0].reservations[0].type",
                "'reservations':[{'type':'STATIC'}]|[0].reservations[0]",
                "'reservations':[{'type':'STATIC','role':'*'}]|[0].reservations[0].role",
                "'reservations':[{'type':'STATIC','role':'a'},{'type':'STATIC','role':'a/b'}]|[0].reservations[1].type",
                "'reservations':[{'type':'STATIC','role':'a'},{'type':'DYNAMIC','role':'a'}]|[0].reservations[1].role",
                "'reservations':[{'type':'STATIC','role':'a'},{'type':'DYNAMIC','role':'ab/c'}]|[0].reservations[1].role",
                "'role':'a','reservations':[{'type':'STATIC','role':'a'},{'type':'DYNAMIC','role':'a/b'}]|[0]",
                "'role':'b','reservations':[{'type':'STATIC','role':'a'}]|[0].role",
                "'role':'a','reservation':{},'reservations':[{'type':'STATIC','role':'a'}]|[0]",
                "'role':'a','reservations':[{'type':'DYNAMIC','role':'a'}]|[0]",
                "'role':'a','reservation':{'principal':'p'},'reservations':[{'type':'DYNAMIC','role':'a'}]|[0].reservation",
                "'reservations':[{'type':'DYNAMIC','role':'a','principal':4}]|[0].reservations[0].principal",
                "'shared':{}|[0].shared",
                "'disk':{'persistence':{}}|[0].disk.persistence",
                "'disk':{'persistence':{'id':''}}|[0].disk.persistence.id",
                "'disk':{'volume':{'mode':'RW'}}|[0].disk.volume",
                "'disk':{'volume':{'container_path':'x','mode':'WO'}}|[0].disk.volume.mode",
                "'disk':{'source':{}}|[0].disk.source",
                "'disk':{'source':{'type':'UNKNOWN'}}|[0].disk.source.type",
                "'disk':{'source':{'type':'RAW','path':{'root':'/x'}}}|[0].disk.source",
                "'disk':{'source':{'type':'PATH','mount':{'root':'/x'}}}|[0].disk.source",
                "'allocation_info':{'role':'.'}|[0].allocation_info.role",
                "'provider_id':'x'|[0].provider_id",
            })
    void badTermsAreRefusedWhereTheyAreBad(String fields, String where) {
        String json = "[{'name':'disk','type':'SCALAR','scalar':{'value':1}," + fields + "}]";
        var error = catchThrowableOfType(ResourceSyntaxException.class, () -> ResourceJson.read(JsonText.read(json)));
        assertThat(error).as(fields).isNotNull();
        assertThat(error.where()).isEqualTo(where);
    }

    @Test
    void onlyDiskIsOnADisk() {
        String json = "[{'name':'cpus','type':'SCALAR','scalar':{'value':1},'disk':{}}]";
        assertThatThrownBy(() -> ResourceJson.read(JsonText.read(json)))
                .isInstanceOf(ResourceSyntaxException.class)
                .hasMessageContaining("[0].name: found \"cpus\", expected disk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rack", "rack:r1;zone", ":r1", "ra ck:r1", "rack:", "ids:[1]", "a{b:c"})
    void badAttributesAreRefused(String text) {
        assertThatThrownBy(() -> Attributes.parse(text))
                .isInstanceOf(ResourceSyntaxException.class)
                .hasMessageContaining("position");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/.",
                "../a",
                "a/*",
                "*/a",
                "-a",
                "a/-b",
                "a b",
                "a\tb",
                "a\nb",
                "a\u007fb",
                "a\u000bb",
                "a\u2003b"
            })
    void badRolesAreRefused(String name) {
        assertThatThrownBy(() -> new Role(name)).isInstanceOf(ResourceSyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a", "a-b", "a.b", "...", ".a", "a/b/c", "a*b", "www-data/prod", "ünï"})
    void goodRolesAreTaken(String name) {
        assertThat(new Role(name).name()).isEqualTo(name);
    }

    @Test
    void errorsQuoteLongTextsShortened() {
        var error = catchThrowableOfType(
                ResourceSyntaxException.class, () -> Resources.parse("cpus:" + "x".repeat(10_000)));
        assertThat(error.found()).hasSize(80).endsWith("...");
        assertThat(error.getMessage()).hasSizeLessThan(250);
    }
}
