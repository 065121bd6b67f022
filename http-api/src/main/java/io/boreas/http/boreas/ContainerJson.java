package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.task.Container;
import io.boreas.core.task.Volume;
import io.boreas.core.task.Volume.Source;
import io.boreas.http.json.JsonInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The {@code container} of a task: each volume has one of {@code host}, {@code sandbox}, {@code tmpfs} and {@code secret}. */
final class ContainerJson {
    private static final List<String> CONTAINER = List.of("image", "volumes");
    private static final List<String> SOURCES = List.of("host", "sandbox", "tmpfs", "secret");
    private static final List<String> VOLUME =
            List.of("container_path", "read_only", "host", "sandbox", "tmpfs", "secret");

    private ContainerJson() {}

    static Container read(JsonInput in) {
        in.knows(CONTAINER);
        var volumes = new ArrayList<Volume>();
        for (var volume : in.objects("volumes")) {
            volume.knows(VOLUME);
            var source = source(volume);
            volumes.add(new Volume(
                    volume.requiredText("container_path"),
                    volume.flag("read_only", source instanceof Source.Secret),
                    source));
        }
        return new Container(in.text("image").orElse(""), volumes);
    }

    private static Source source(JsonInput in) {
        var said = SOURCES.stream().filter(in::has).toList();
        if (said.size() != 1) {
            in.problem(SOURCES.getFirst(), "or one of sandbox, tmpfs and secret is said, and no other of them");
        }
        return switch (said.isEmpty() ? "" : said.getFirst()) {
            case "host" -> new Source.Host(in.requiredText("host"));
            case "sandbox" -> new Source.Sandbox(in.requiredText("sandbox"));
            case "secret" -> new Source.Secret(in.requiredText("secret"));
            default -> new Source.Memory(Amounts.bytes(in, "tmpfs", 0));
        };
    }

    static void write(Container container, JsonGenerator out) throws IOException {
        out.writeStartObject();
        if (container.hasImage()) {
            out.writeStringField("image", container.image());
        }
        if (!container.volumes().isEmpty()) {
            out.writeArrayFieldStart("volumes");
            for (var volume : container.volumes()) {
                out.writeStartObject();
                out.writeStringField("container_path", volume.containerPath());
                switch (volume.source()) {
                    case Source.Host(var path) -> out.writeStringField("host", path);
                    case Source.Sandbox(var path) -> out.writeStringField("sandbox", path);
                    case Source.Memory(long bytes) -> out.writeNumberField("tmpfs", bytes);
                    case Source.Secret(var name) -> out.writeStringField("secret", name);
                    case Source.Parent(var path) -> out.writeStringField("parent", path); // no job says this
                }
                out.writeBooleanField("read_only", volume.readOnly());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }
}
