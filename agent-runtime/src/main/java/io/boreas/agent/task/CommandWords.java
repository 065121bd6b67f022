package io.boreas.agent.task;

import io.boreas.agent.process.RunFiles.End;
import java.util.List;

/** How the end of a framework's command is worded. Source: Mesos, {@code launcher/executor.cpp}, and glibc's {@code strsignal}. */
final class CommandWords {
    private static final List<String> SIGNALS = List.of(
            "Hangup",
            "Interrupt",
            "Quit",
            "Illegal instruction",
            "Trace/breakpoint trap",
            "Aborted",
            "Bus error",
            "Floating point exception",
            "Killed",
            "User defined signal 1",
            "Segmentation fault",
            "User defined signal 2",
            "Broken pipe",
            "Alarm clock",
            "Terminated",
            "Stack fault",
            "Child exited",
            "Continued",
            "Stopped (signal)",
            "Stopped",
            "Stopped (tty input)",
            "Stopped (tty output)",
            "Urgent I/O condition",
            "CPU time limit exceeded",
            "File size limit exceeded",
            "Virtual timer expired",
            "Profiling timer expired",
            "Window changed",
            "I/O possible",
            "Power failure",
            "Bad system call");

    /** The first real-time signal that programs may use. */
    private static final int REAL_TIME = 34;

    private CommandWords() {}

    static String of(End end) {
        return switch (end) {
            case End.Exited(int code, var at) -> "Command exited with status " + code;
            case End.Signalled(int signal, var at) -> "Command terminated with signal " + signal(signal);
            case End.Lost(var at) -> "Failed to get exit status for Command";
        };
    }

    private static String signal(int signal) {
        if (signal >= 1 && signal <= SIGNALS.size()) {
            return SIGNALS.get(signal - 1);
        }
        return signal >= REAL_TIME ? "Real-time signal " + (signal - REAL_TIME) : "Unknown signal " + signal;
    }
}
