package io.boreas.core.resource;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value, free of any library: edges turn what they read into this, and this into what they write. */
public sealed interface Tree {

    /** An object; its fields keep the order they were given in. */
    record Obj(Map<String, Tree> fields) implements Tree {
        public Obj {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /** An array. */
    record Arr(List<Tree> items) implements Tree {
        public Arr {
            items = List.copyOf(items);
        }
    }

    /** A string. */
    record Str(String value) implements Tree {}

    /** A number, exactly as written; never expanded, so that an absurd exponent costs nothing. */
    record Num(BigDecimal value) implements Tree {}

    /** True or false. */
    record Bool(boolean value) implements Tree {}

    /** Null; the same as a field that is not there. */
    record Nil() implements Tree {}
}
