package io.boreas.core.resource;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Gathers the fields of an object, in the order they come. */
final class TreeFields {
    private final Map<String, Tree> fields = new LinkedHashMap<>();

    TreeFields put(String name, Tree value) {
        fields.put(name, value);
        return this;
    }

    TreeFields put(String name, String value) {
        return put(name, new Tree.Str(value));
    }

    TreeFields put(String name, TreeFields value) {
        return put(name, value.object());
    }

    TreeFields put(String name, Optional<String> value) {
        value.ifPresent(text -> put(name, text));
        return this;
    }

    Tree.Obj object() {
        return new Tree.Obj(fields);
    }
}
