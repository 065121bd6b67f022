package io.boreas.agent.task;

import io.boreas.agent.fetch.Fetcher;
import io.boreas.agent.image.Image;
import io.boreas.core.id.TaskId;
import java.io.IOException;

/** Gets tasks what they need before they start: first the image they run in, then what is fetched for them. Used by the loop's thread. */
final class TaskSupplies {
    private final TaskImages images;
    private final Fetcher<TaskId> fetcher;
    private final TaskFolders folders;

    TaskSupplies(TaskImages images, Fetcher<TaskId> fetcher, TaskFolders folders) {
        this.images = images;
        this.fetcher = fetcher;
        this.folders = folders;
    }

    /**
     * The task waits for what it needs.
     *
     * @param untouched whether nothing of it has run: what has run has had what was fetched for it
     */
    void await(LiveTask task, boolean untouched) {
        var prepared = task.prepared();
        var spec = prepared.launch().spec();
        task.furnishing(spec.image().isPresent());
        task.fetching(untouched && !spec.fetch().isEmpty() && !folders.isFetched(prepared));
    }

    /** Whether it has to wait still. One that is to end does not. */
    boolean isAwaited(LiveTask task) {
        return task.isActive() && (task.isFurnishing() || task.isFetching());
    }

    /** It is to end: nothing more is fetched for it. */
    void callOff(LiveTask task) {
        if (task.isFetching()) {
            task.fetching(false);
            fetcher.callOff(task.id());
        }
    }

    /** Has what comes next brought. The image is first: whose the task's files are follows from it. */
    void order(LiveTask task) throws IOException {
        if (!task.isActive()) {
            return;
        }
        if (task.isFurnishing()) {
            images.want(task);
        } else if (task.isFetching()) {
            var prepared = task.prepared();
            fetcher.start(new Fetcher.Order<>(
                    task.id(),
                    prepared.launch().spec().fetch(),
                    prepared.hostSandbox(),
                    prepared.account(),
                    task.limits().diskBytes()));
        }
    }

    /** Its image is there. */
    void took(LiveTask task, Image image) throws IOException, BadTaskException {
        task.furnished(image, task.prepared().in(image));
        images.took(task, image);
    }

    /** What was fetched for it is there. */
    void fetched(LiveTask task) throws IOException {
        task.fetching(false);
        folders.fetched(task.prepared());
    }

    /** The task is over, also if it ended before its image was there. */
    void release(TaskId task) {
        images.release(task);
    }
}
