package io.boreas.http.mesos.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.boreas.http.mesos.proto.Agent;
import io.boreas.http.mesos.proto.Allocator;
import io.boreas.http.mesos.proto.Executor;
import io.boreas.http.mesos.proto.Maintenance;
import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Quota;
import io.boreas.http.mesos.proto.ResourceProvider;
import io.boreas.http.mesos.proto.Scheduler;
import io.boreas.http.mesos.proto.Statistics;
import java.util.ArrayList;
import java.util.List;

/** All that the messages of Mesos are. */
public final class Catalogue {
    /** The messages that travel by themselves. */
    public static final List<Message> UNIONS = List.of(
            Scheduler.Call.getDefaultInstance(),
            Scheduler.Event.getDefaultInstance(),
            Scheduler.Response.getDefaultInstance(),
            Executor.Call.getDefaultInstance(),
            Executor.Event.getDefaultInstance(),
            Master.Call.getDefaultInstance(),
            Master.Event.getDefaultInstance(),
            Master.Response.getDefaultInstance(),
            Agent.Call.getDefaultInstance(),
            Agent.Response.getDefaultInstance(),
            Agent.ProcessIO.getDefaultInstance(),
            ResourceProvider.Call.getDefaultInstance(),
            ResourceProvider.Event.getDefaultInstance());

    private static final List<FileDescriptor> FILES = List.of(
            Mesos.getDescriptor(),
            Statistics.getDescriptor(),
            Scheduler.getDescriptor(),
            Executor.getDescriptor(),
            Master.getDescriptor(),
            Agent.getDescriptor(),
            Quota.getDescriptor(),
            Maintenance.getDescriptor(),
            Allocator.getDescriptor(),
            ResourceProvider.getDescriptor());

    private Catalogue() {}

    /** Every message type but those of map entries. */
    public static List<Descriptor> messages() {
        var found = new ArrayList<Descriptor>();
        FILES.forEach(file -> file.getMessageTypes().forEach(type -> collect(type, found)));
        return found;
    }

    /** Every enum type. */
    public static List<EnumDescriptor> enums() {
        var found = new ArrayList<EnumDescriptor>();
        FILES.forEach(file -> found.addAll(file.getEnumTypes()));
        messages().forEach(type -> found.addAll(type.getEnumTypes()));
        return found;
    }

    private static void collect(Descriptor type, List<Descriptor> found) {
        if (!type.getOptions().getMapEntry()) {
            found.add(type);
            type.getNestedTypes().forEach(nested -> collect(nested, found));
        }
    }
}
