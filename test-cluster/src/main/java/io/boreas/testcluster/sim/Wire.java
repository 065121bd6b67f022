package io.boreas.testcluster.sim;

import org.jspecify.annotations.Nullable;

/**
 * One connection between an agent and a master: bytes both ways, each way in order. An end that closes it lets what it said
 * arrive; a break loses what is under way; a cut passes nothing and tells nobody.
 */
public final class Wire {
    private static final int SLOW_ONE_IN = 40;

    /** One of its two ends. */
    public interface End {
        void heard(byte[] frame);

        void closed();
    }

    private final Timeline timeline;
    private final Chance chance;
    private final Weather weather;
    private final Way toMaster = new Way();
    private final Way toAgent = new Way();
    private boolean cut;

    /** One way. */
    private static final class Way {
        Life life = new Life();
        long lastAtMillis;
        long stalledUntilMillis;
        boolean speakerOpen = true;

        @Nullable
        End listener;
    }

    public Wire(Timeline timeline, Chance chance, Weather weather) {
        this.timeline = timeline;
        this.chance = chance;
        this.weather = weather;
    }

    /** Says who is at the ends; before anything is sent. */
    public void connect(End agent, End master) {
        toMaster.listener = master;
        toAgent.listener = agent;
    }

    public void sendToMaster(byte[] frame) {
        send(toMaster, () -> hear(toMaster, frame));
    }

    public void sendToAgent(byte[] frame) {
        send(toAgent, () -> hear(toAgent, frame));
    }

    /** The agent closes its end. */
    public void closeByAgent() {
        close(toMaster, toAgent);
    }

    /** The master closes its end. */
    public void closeByMaster() {
        close(toAgent, toMaster);
    }

    /** What the agent says from now on arrives when so long has passed, all at once. */
    public void stallToMaster(long millis) {
        toMaster.stalledUntilMillis = timeline.millis() + millis;
    }

    /** The agent gives up, and the master does not learn of it: what was said arrives, and nothing tells that there is no more. */
    public void abandonByAgent() {
        toMaster.speakerOpen = false;
        toAgent.listener = null;
    }

    /** It breaks: what is under way is lost, and both ends learn of it after a while. */
    public void breakDown() {
        lose(toMaster);
        lose(toAgent);
        send(toMaster, () -> end(toMaster));
        send(toAgent, () -> end(toAgent));
        toMaster.speakerOpen = false;
        toAgent.speakerOpen = false;
    }

    /** Nothing passes any more, and nobody is told. */
    public void cut() {
        cut = true;
        lose(toMaster);
        lose(toAgent);
    }

    private static void lose(Way way) {
        way.life.end();
        way.life = new Life();
    }

    private void close(Way speaks, Way hears) {
        hears.listener = null;
        if (speaks.speakerOpen) {
            send(speaks, () -> end(speaks));
            speaks.speakerOpen = false;
        }
    }

    private static void hear(Way way, byte[] frame) {
        if (way.listener != null) {
            way.listener.heard(frame);
        }
    }

    private static void end(Way way) {
        var listener = way.listener;
        way.listener = null;
        if (listener != null) {
            listener.closed();
        }
    }

    private void send(Way way, Runnable arrival) {
        if (cut || !way.speakerOpen) {
            return;
        }
        boolean slow = weather.has(Fault.DELAY) && chance.oneIn(SLOW_ONE_IN);
        long now = timeline.millis();
        way.lastAtMillis = Math.max(way.lastAtMillis, now + (slow ? chance.between(10, 1_500) : chance.between(0, 4)));
        arrive(way, way.lastAtMillis - now, arrival);
    }

    private void arrive(Way way, long delayMillis, Runnable arrival) {
        timeline.after(delayMillis, way.life, () -> {
            long wait = way.stalledUntilMillis - timeline.millis();
            if (wait > 0) {
                arrive(way, wait, arrival);
            } else {
                arrival.run();
            }
        });
    }
}
