package io.boreas.actors.wire;

import com.fasterxml.jackson.core.JsonToken;
import io.boreas.core.machine.OrderedMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Forms of none, one or many values of another type. What holds none is absent. */
final class ManyForms {
    private ManyForms() {}

    /** The value itself. */
    record OfOptional(Form<Object> form) implements Form<Optional<Object>> {
        @Override
        public void write(Optional<Object> value, Writing out) throws IOException {
            if (value.isEmpty()) {
                out.generator().writeNull();
            } else {
                form.write(value.get(), out);
            }
        }

        @Override
        public Optional<Object> read(Reading in) throws IOException {
            return in.token() == JsonToken.VALUE_NULL ? Optional.empty() : Optional.of(form.read(in));
        }

        @Override
        public @Nullable Optional<Object> absent() {
            return Optional.empty();
        }
    }

    record OfList(Form<Object> form) implements Form<List<Object>> {
        @Override
        public void write(List<Object> value, Writing out) throws IOException {
            writeAll(form, value, out);
        }

        @Override
        public List<Object> read(Reading in) throws IOException {
            return Collections.unmodifiableList(readAll(form, in, new ArrayList<>()));
        }

        @Override
        public @Nullable List<Object> absent() {
            return List.of();
        }
    }

    record OfSet(Form<Object> form) implements Form<Set<Object>> {
        @Override
        public void write(Set<Object> value, Writing out) throws IOException {
            writeAll(form, value, out);
        }

        @Override
        public Set<Object> read(Reading in) throws IOException {
            return Collections.unmodifiableSet(readAll(form, in, new LinkedHashSet<>()));
        }

        @Override
        public @Nullable Set<Object> absent() {
            return Set.of();
        }
    }

    /** In the elements' own order. */
    record OfSortedSet(Form<Object> form) implements Form<SortedSet<Object>> {
        @Override
        public void write(SortedSet<Object> value, Writing out) throws IOException {
            writeAll(form, value, out);
        }

        @Override
        public SortedSet<Object> read(Reading in) throws IOException {
            return Collections.unmodifiableSortedSet(readAll(form, in, new TreeSet<>()));
        }

        @Override
        public @Nullable SortedSet<Object> absent() {
            return Collections.emptySortedSet();
        }
    }

    private static void writeAll(Form<Object> form, Collection<Object> values, Writing out) throws IOException {
        out.generator().writeStartArray(values, values.size());
        for (var value : values) {
            form.write(value, out);
        }
        out.generator().writeEndArray();
    }

    private static <C extends Collection<Object>> C readAll(Form<Object> form, Reading in, C into) throws IOException {
        in.expect(JsonToken.START_ARRAY);
        while (in.next() != JsonToken.END_ARRAY) {
            into.add(form.read(in));
        }
        return into;
    }

    /** A list of key, value, key, value: keys are of any type. */
    record OfMap(Form<Object> keys, Form<Object> values) implements Form<Map<Object, Object>> {
        @Override
        public void write(Map<Object, Object> value, Writing out) throws IOException {
            writeEntries(keys, values, value.size(), value.entrySet(), out);
        }

        @Override
        public Map<Object, Object> read(Reading in) throws IOException {
            var map = new LinkedHashMap<Object, Object>();
            readEntries(keys, values, in, map::put);
            return Collections.unmodifiableMap(map);
        }

        @Override
        public @Nullable Map<Object, Object> absent() {
            return Map.of();
        }
    }

    /** In the keys' own order. */
    record OfSortedMap(Form<Object> keys, Form<Object> values) implements Form<SortedMap<Object, Object>> {
        @Override
        public void write(SortedMap<Object, Object> value, Writing out) throws IOException {
            writeEntries(keys, values, value.size(), value.entrySet(), out);
        }

        @Override
        public SortedMap<Object, Object> read(Reading in) throws IOException {
            var map = new TreeMap<Object, Object>();
            readEntries(keys, values, in, map::put);
            return Collections.unmodifiableSortedMap(map);
        }

        @Override
        public @Nullable SortedMap<Object, Object> absent() {
            return Collections.emptySortedMap();
        }
    }

    record OfOrderedMap<K extends Comparable<? super K>>(Form<K> keys, Form<Object> values)
            implements Form<OrderedMap<K, Object>> {
        @Override
        public void write(OrderedMap<K, Object> value, Writing out) throws IOException {
            writeEntries(keys, values, value.size(), value, out);
        }

        @Override
        public OrderedMap<K, Object> read(Reading in) throws IOException {
            var into = new Object() {
                OrderedMap<K, Object> map = OrderedMap.empty();
            };
            readEntries(keys, values, in, (key, value) -> into.map = into.map.with(key, value));
            return into.map;
        }

        @Override
        public @Nullable OrderedMap<K, Object> absent() {
            return OrderedMap.empty();
        }
    }

    private static <K> void writeEntries(
            Form<K> keys, Form<Object> values, int size, Iterable<Map.Entry<K, Object>> entries, Writing out)
            throws IOException {
        out.generator().writeStartArray(entries, 2 * size);
        for (var entry : entries) {
            keys.write(entry.getKey(), out);
            values.write(entry.getValue(), out);
        }
        out.generator().writeEndArray();
    }

    private static <K> void readEntries(Form<K> keys, Form<Object> values, Reading in, BiConsumer<K, Object> into)
            throws IOException {
        in.expect(JsonToken.START_ARRAY);
        while (in.next() != JsonToken.END_ARRAY) {
            var key = keys.read(in);
            if (in.next() == JsonToken.END_ARRAY) {
                throw new WireFault("a key without a value");
            }
            into.accept(key, values.read(in));
        }
    }
}
