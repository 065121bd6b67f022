package io.boreas.core.resource;

/** The JSON grammar of attributes, both ways: an array of objects as in Mesos's v1 API. */
public final class AttributeJson {
    private AttributeJson() {}

    /**
     * The attributes that an array of attribute objects stands for.
     *
     * @throws ResourceSyntaxException if it is not of this form; the place is a path such as {@code [0].text.value}
     */
    public static Attributes read(Tree tree) {
        return Attributes.of(new TreeCursor("", tree)
                .items().stream().map(AttributeJson::attribute).toList());
    }

    /** Writes attributes as an array. */
    public static Tree.Arr write(Attributes attributes) {
        return new Tree.Arr(
                attributes.list().stream().<Tree>map(AttributeJson::write).toList());
    }

    private static Attribute attribute(TreeCursor at) {
        String name = at.required("name").text();
        AttributeValue value = ValueJson.attributeValue(at);
        return at.made(() -> new Attribute(name, value));
    }

    private static Tree.Obj write(Attribute attribute) {
        var out = new TreeFields().put("name", attribute.name());
        ValueJson.write(attribute.value(), out);
        return out.object();
    }
}
