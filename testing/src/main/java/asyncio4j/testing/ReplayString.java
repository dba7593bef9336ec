package asyncio4j.testing;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A schedule as text: version, test, what may go wrong, deviations, and a check of the steps they led to.
///
/// `v1;BankTest;jitter,cancel=worker;3:1,7:2;5f3a91c0`
///
/// @param options its name is the test, and jitter and faults are as they were
/// @param check [Decisions#hash] of the run
record ReplayString(ExploreOptions options, Script script, int check) {
    private static final String VERSION = "v1";

    /// What led to `decisions`.
    static ReplayString of(ExploreOptions options, Decisions decisions) {
        return new ReplayString(options, decisions.script(), decisions.hash());
    }

    String text() {
        return String.join(
                ";",
                VERSION,
                encoded(String.valueOf(options.name())),
                faults(),
                deviations(),
                Integer.toHexString(check));
    }

    private String faults() {
        List<String> names = new ArrayList<>();
        if (options.jitter()) {
            names.add("jitter");
        }
        for (Fault fault : options.faults()) {
            names.add(
                    switch (fault) {
                        case Fault.CancelEverywhere(String task) -> "cancel=" + encoded(task);
                        case Fault.EarlyTimeouts() -> "early";
                        case Fault.SpuriousDelays() -> "delays";
                    });
        }
        return String.join(",", names);
    }

    private String deviations() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < script.size(); i++) {
            all.add(script.positions()[i] + ":" + script.choices()[i]);
        }
        return String.join(",", all);
    }

    /// Reads `text`.
    ///
    /// @param base the name of the test, and what is not in the text: engine and limits
    /// @throws IllegalArgumentException if it is none, or one of another version or test
    static ReplayString parse(String text, ExploreOptions base) {
        String[] parts = Objects.requireNonNull(text, "replay").strip().split(";", -1);
        if (!parts[0].matches("v\\d+")) {
            throw new IllegalArgumentException("not a replay string: " + text);
        }
        if (!parts[0].equals(VERSION)) {
            throw new IllegalArgumentException("this replay string is of version " + parts[0] + ", and here is "
                    + VERSION + ": explore again with this version of asyncio4j-testing");
        }
        try {
            String name = decoded(parts[1]);
            if (!name.equals(base.name())) {
                throw new IllegalArgumentException("this replay string is of test " + name + ", not of " + base.name());
            }
            return new ReplayString(
                    withFaults(base, parts[2]), script(parts[3]), Integer.parseUnsignedInt(parts[4], 16));
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException("not a whole replay string: " + text, e);
        }
    }

    private static ExploreOptions withFaults(ExploreOptions base, String names) {
        ExploreOptions options = base.withJitter(false).withoutFaults();
        for (String name : names.isEmpty() ? new String[0] : names.split(",")) {
            if (name.equals("jitter")) {
                options = options.withJitter(true);
            } else if (name.equals("early")) {
                options = options.withFault(new Fault.EarlyTimeouts());
            } else if (name.equals("delays")) {
                options = options.withFault(new Fault.SpuriousDelays());
            } else if (name.startsWith("cancel=")) {
                options = options.withFault(new Fault.CancelEverywhere(decoded(name.substring(7))));
            } else {
                throw new IllegalArgumentException("unknown in a replay string: " + name);
            }
        }
        return options;
    }

    private static Script script(String deviations) {
        Script script = Script.FIFO;
        for (String d : deviations.isEmpty() ? new String[0] : deviations.split(",")) {
            String[] pair = d.split(":");
            script = script.with(Integer.parseInt(pair[0]), Integer.parseInt(pair[1]));
        }
        return script;
    }

    private static String encoded(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8);
    }

    private static String decoded(String s) {
        return URLDecoder.decode(s, StandardCharsets.UTF_8);
    }
}
