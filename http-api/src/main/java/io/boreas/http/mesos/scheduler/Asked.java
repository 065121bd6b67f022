package io.boreas.http.mesos.scheduler;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.http.mesos.proto.Scheduler.Event;
import io.boreas.http.mesos.proto.Scheduler.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a call comes down to.
 *
 * @param call what the cell is to do; nothing if the call asks for nothing that could be done
 * @param events what its scheduler is told for the parts that no cell could know anything of
 * @param response its answer, if it has one
 * @param notes what was left out and why, for the log
 */
record Asked(Optional<FrameworkCall> call, List<Event> events, Optional<Response> response, List<String> notes) {
    Asked {
        events = List.copyOf(events);
        notes = List.copyOf(notes);
    }

    static Asked of(FrameworkCall call) {
        return new Asked(Optional.of(call), List.of(), Optional.empty(), List.of());
    }

    static Asked of(FrameworkCall call, List<Event> events, List<String> notes) {
        return new Asked(Optional.of(call), events, Optional.empty(), notes);
    }

    /** The same, with more to tell. */
    Asked with(List<Event> moreEvents, List<String> moreNotes) {
        var allEvents = new ArrayList<>(events);
        allEvents.addAll(moreEvents);
        var allNotes = new ArrayList<>(notes);
        allNotes.addAll(moreNotes);
        return new Asked(call, allEvents, response, allNotes);
    }

    /** Nothing can be done. */
    static Asked nothing(String why) {
        return new Asked(Optional.empty(), List.of(), Optional.empty(), List.of(why));
    }

    static Asked nothing(List<Event> events, List<String> notes) {
        return new Asked(Optional.empty(), events, Optional.empty(), notes);
    }

    static Asked answered(Response response) {
        return new Asked(Optional.empty(), List.of(), Optional.of(response), List.of());
    }
}
