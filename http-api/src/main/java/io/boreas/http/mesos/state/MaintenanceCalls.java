package io.boreas.http.mesos.state;

import io.boreas.actors.gateway.Cell;
import io.boreas.core.id.Cause;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryReply;
import io.boreas.http.mesos.proto.Maintenance;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.RegistryDoor.Reply;
import io.boreas.http.mesos.translate.RegistryMessages;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** When machines are worked on. */
record MaintenanceCalls(Cell cell) {
    CompletionStage<Reply> schedule(Maintenance.Schedule schedule, Cause cause) {
        return tell(new RegistryCommand.UpdateSchedule(RegistryMessages.windows(schedule)), cause);
    }

    CompletionStage<Reply> start(List<Mesos.MachineID> machines, Cause cause) {
        return tell(new RegistryCommand.StartMaintenance(RegistryMessages.machines(machines)), cause);
    }

    CompletionStage<Reply> stop(List<Mesos.MachineID> machines, Cause cause) {
        return tell(new RegistryCommand.StopMaintenance(RegistryMessages.machines(machines)), cause);
    }

    private CompletionStage<Reply> tell(RegistryCommand command, Cause cause) {
        return cell.registry(command, cause).thenApply(reply -> switch (reply) {
            case RegistryReply.Done d -> Reply.DONE;
            case RegistryReply.Invalid(var message) -> new Reply(400, message);
            case RegistryReply.QuotasRefused refused ->
                throw new IllegalStateException("machines have no quota: " + refused);
        });
    }
}
