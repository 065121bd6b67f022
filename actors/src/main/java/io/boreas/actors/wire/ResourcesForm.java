package io.boreas.actors.wire;

import com.fasterxml.jackson.core.JsonToken;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sum of resources. Plain cpus, mem, disk and ports, as nearly every sum is, are a list of three numbers and the bounds of the ranges
 * of ports; anything else is a list that holds a list of resources.
 */
final class ResourcesForm implements Form<Resources> {
    private static final int SCALARS = 3;

    private final Form<List<Resource>> resources;

    ResourcesForm(Form<List<Resource>> resources) {
        this.resources = resources;
    }

    @Override
    public void write(Resources value, Writing out) throws IOException {
        if (!value.isPlain() || value.gpusMilli() != 0) {
            out.generator().writeStartArray(value, 1);
            resources.write(value.toList(), out);
            out.generator().writeEndArray();
            return;
        }
        var ports = value.ports();
        var generator = out.generator();
        generator.writeStartArray(value, SCALARS + 2 * ports.spanCount());
        generator.writeNumber(value.cpusMilli());
        generator.writeNumber(value.memMilli());
        generator.writeNumber(value.diskMilli());
        for (int i = 0; i < ports.spanCount(); i++) {
            generator.writeNumber(ports.begin(i));
            generator.writeNumber(ports.end(i));
        }
        generator.writeEndArray();
    }

    @Override
    public Resources read(Reading in) throws IOException {
        in.expect(JsonToken.START_ARRAY);
        if (in.next() == JsonToken.START_ARRAY) {
            var sum = Resources.of(resources.read(in));
            in.next();
            in.expect(JsonToken.END_ARRAY);
            return sum;
        }
        long cpus = in.parser().getLongValue();
        in.next();
        long mem = in.parser().getLongValue();
        in.next();
        long disk = in.parser().getLongValue();
        if (in.next() == JsonToken.END_ARRAY) {
            return Resources.plain(cpus, mem, disk, Ranges.empty());
        }
        var spans = new ArrayList<Ranges.Span>();
        do {
            long begin = in.parser().getLongValue();
            in.next();
            spans.add(new Ranges.Span(begin, in.parser().getLongValue()));
        } while (in.next() != JsonToken.END_ARRAY);
        return Resources.plain(cpus, mem, disk, Ranges.of(spans));
    }

    @Override
    public @Nullable Resources absent() {
        return Resources.empty();
    }
}
