package io.boreas.persistence.codec;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Destroyed volumes; see {@code boreas/journal/v1/agent.proto}. */
final class VolumeValues {
    private VolumeValues() {}

    static void write(Encoder out, int field, DestroyedVolume volume) {
        int mark = out.begin(field);
        out.number(1, volume.number());
        out.resources(2, Resources.of(volume.volume()));
        out.end(mark);
    }

    static DestroyedVolume destroyed(Decoder in) {
        long number = 0;
        @Nullable Resource volume = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> number = in.int64();
                case 2 -> {
                    var resources = in.resources().toList();
                    if (resources.size() != 1) {
                        throw in.malformed("a destroyed volume is one, not " + resources.size());
                    }
                    volume = resources.getFirst();
                }
                default -> in.unknown("DestroyedVolume");
            }
        }
        in.close(outer);
        return new DestroyedVolume(number, in.required(volume, "DestroyedVolume.volume"));
    }

    static FromMaster deleteVolumes(Decoder in) {
        var volumes = new ArrayList<DestroyedVolume>();
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                volumes.add(destroyed(in));
            } else {
                in.unknown("DeleteVolumes");
            }
        }
        in.close(outer);
        return new FromMaster.DeleteVolumes(volumes);
    }

    static FromAgent volumesDeleted(Decoder in) {
        long upTo = 0;
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                upTo = in.int64();
            } else {
                in.unknown("VolumesDeleted");
            }
        }
        in.close(outer);
        return new FromAgent.VolumesDeleted(upTo);
    }

    static AgentEvent deleted(Decoder in) {
        long upTo = 0;
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> upTo = in.int64();
                case 2 -> at = in.signed();
                default -> in.unknown("VolumesDeleted");
            }
        }
        in.close(outer);
        return new AgentEvent.VolumesDeleted(upTo, in.moment(at));
    }
}
