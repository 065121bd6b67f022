package io.boreas.persistence.codec;

import io.boreas.core.task.Container;
import io.boreas.core.task.Volume;
import io.boreas.core.task.Volume.Source;
import java.util.ArrayList;

/** Containers of tasks; see {@code boreas/v1/values.proto}. */
final class ContainerValues {
    private ContainerValues() {}

    static void write(Encoder out, int field, Container container) {
        int mark = out.begin(field);
        out.text(1, container.image());
        container.volumes().forEach(volume -> write(out, 2, volume));
        out.end(mark);
    }

    static Container read(Decoder in) {
        String image = "";
        var volumes = new ArrayList<Volume>(0);
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> image = in.text();
                case 2 -> volumes.add(volume(in));
                default -> in.unknown("Container");
            }
        }
        in.close(outer);
        return new Container(image, volumes);
    }

    private static void write(Encoder out, int field, Volume volume) {
        int mark = out.begin(field);
        out.text(1, volume.containerPath());
        out.flag(2, volume.readOnly());
        switch (volume.source()) {
            case Source.Host(var path) -> out.text(3, path);
            case Source.Sandbox(var path) -> out.text(4, path);
            case Source.Memory(long bytes) -> out.number(5, bytes);
            case Source.Secret(var name) -> out.text(6, name);
            case Source.Parent(var path) -> out.text(7, path);
        }
        out.end(mark);
    }

    private static Volume volume(Decoder in) {
        String containerPath = "";
        boolean readOnly = false;
        Source source = new Source.Memory(0);
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> containerPath = in.text();
                case 2 -> readOnly = in.bool();
                case 3 -> source = new Source.Host(in.text());
                case 4 -> source = new Source.Sandbox(in.text());
                case 5 -> source = new Source.Memory(in.int64());
                case 6 -> source = new Source.Secret(in.text());
                case 7 -> source = new Source.Parent(in.text());
                default -> in.unknown("Volume");
            }
        }
        in.close(outer);
        return new Volume(containerPath, readOnly, source);
    }
}
