package io.boreas.http.mesos.translate;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.task.ImageName;
import io.boreas.http.mesos.proto.Mesos;
import java.util.List;
import java.util.Set;

/** What tasks and executors may ask for in Mesos and cannot have here yet, and what is wrong with executors. */
final class Unsupported {
    /** What is looked at elsewhere; and each task has control groups of its own, whatever it says of sharing them. */
    private static final Set<String> LINUX =
            Set.of("capability_info", "effective_capabilities", "bounding_capabilities", "share_cgroups");

    private Unsupported() {}

    /**
     * A task that an agent runs itself, or its default executor does.
     *
     * @param grouped whether it is the latter
     */
    static void task(Mesos.TaskInfo task, boolean grouped, List<String> problems) {
        if (task.hasContainer()) {
            container("TaskInfo.container", task.getContainer(), problems);
            VolumeReader.volumes(task.getContainer(), grouped, problems);
            RlimitReader.problems(task.getContainer(), problems);
            CapabilityReader.problems("TaskInfo.container", task.getContainer(), problems);
            if (task.getContainer().getMesos().hasImage()) {
                image(task.getContainer().getMesos().getImage(), problems);
            }
        }
    }

    private static void image(Mesos.Image image, List<String> problems) {
        var where = "'TaskInfo.container.mesos.image";
        if (image.getType() != Mesos.Image.Type.DOCKER || !image.hasDocker()) {
            problems.add(where + ".type' can only be DOCKER, which stands for OCI images too");
            return;
        }
        if (ImageName.parse(image.getDocker().getName()).isEmpty()) {
            problems.add(where + ".docker.name' is " + ImageName.RULE);
        }
        if (image.getDocker().hasCredential() || image.getDocker().hasConfig()) {
            problems.add(where + ".docker' has credentials: registries are asked with those of the agent's operator");
        }
    }

    static void executor(Mesos.ExecutorInfo executor, FrameworkId framework, List<String> problems) {
        if (executor.hasFrameworkId() && !executor.getFrameworkId().getValue().equals(framework.value())) {
            problems.add("ExecutorInfo has an invalid FrameworkID (Actual: "
                    + executor.getFrameworkId().getValue() + " vs Expected: " + framework + ")");
        }
        if (executor.getShutdownGracePeriod().getNanoseconds() < 0) {
            problems.add("ExecutorInfo's 'shutdown_grace_period' must be non-negative");
        }
        boolean builtIn = executor.getType() == Mesos.ExecutorInfo.Type.DEFAULT;
        if (builtIn && executor.hasCommand()) {
            problems.add("'ExecutorInfo.command' must not be set for 'DEFAULT' executor");
        }
        if (!builtIn && !executor.hasCommand()) {
            problems.add("'ExecutorInfo.command' must be set for 'CUSTOM' executor");
        }
        CommandSpec.environment(executor.getCommand().getEnvironment(), problems);
        if (executor.hasContainer()) {
            container("ExecutorInfo.container", executor.getContainer(), problems);
            if (executor.getContainer().getVolumesCount() > 0) {
                problems.add(
                        "'ExecutorInfo.container.volumes' is not supported yet: executors have no mounts of their own");
            }
            if (executor.getContainer().getRlimitInfo().getRlimitsCount() > 0) {
                problems.add("'ExecutorInfo.container.rlimit_info' is not supported yet: tasks say their own");
            }
            CapabilityReader.problems("ExecutorInfo.container", executor.getContainer(), problems);
            if (builtIn
                    && CapabilityReader.capabilities(executor.getContainer()).isPresent()) {
                problems.add("'ExecutorInfo.container.linux_info' is not supported for 'DEFAULT' executor, which is no"
                        + " process: tasks say their own capabilities");
            }
            if (executor.getContainer().getMesos().hasImage()) {
                problems.add(
                        "'ExecutorInfo.container.mesos.image' is not supported yet: executors run on the file system"
                                + " of their agent");
            }
        }
    }

    /** A container of the agent's own kind that asks for nothing is no more than a process. */
    private static void container(String where, Mesos.ContainerInfo container, List<String> problems) {
        if (container.getType() == Mesos.ContainerInfo.Type.DOCKER || container.hasDocker()) {
            problems.add("Docker containers are not supported yet: '" + where + ".type' can only be MESOS");
        }
        boolean ownNetwork = container.getNetworkInfosList().stream()
                .anyMatch(network ->
                        network.hasName() || network.getIpAddressesCount() > 0 || network.getPortMappingsCount() > 0);
        if (ownNetwork) {
            problems.add("'" + where + ".network_infos' is not supported yet: tasks use the network of their agent");
        }
        if (container.hasHostname()) {
            problems.add("'" + where + ".hostname' is not supported yet: tasks use the name of their agent");
        }
        container.getLinuxInfo().getAllFields().keySet().stream()
                .map(FieldDescriptor::getName)
                .filter(name -> !LINUX.contains(name))
                .forEach(name -> problems.add("'" + where + ".linux_info." + name + "' is not supported yet"));
        if (container.hasTtyInfo()) {
            problems.add("'" + where + ".tty_info' is not supported yet");
        }
    }
}
