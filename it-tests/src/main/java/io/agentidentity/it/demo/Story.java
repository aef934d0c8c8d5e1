package io.agentidentity.it.demo;

import io.agentidentity.it.demo.Terminal.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Steps with titles, told one after the other until one goes differently. */
final class Story {

    private final Terminal terminal;
    private final Narrator narrator;
    private final List<Step> steps = new ArrayList<>();

    Story(Terminal terminal, Narrator narrator) {
        this.terminal = terminal;
        this.narrator = narrator;
    }

    Story step(String title, Consumer<Telling> play) {
        steps.add(new Step(title, play));
        return this;
    }

    /** Tells it; whether every step went as told. */
    boolean tell() {
        Telling telling = new Telling(terminal, narrator);
        narrator.speak();
        for (int i = 0; i < steps.size(); i++) {
            terminal.heading((i + 1) + "  " + steps.get(i).title);
            try {
                steps.get(i).play.accept(telling);
            } catch (RuntimeException | AssertionError e) {
                terminal.blank();
                terminal.line(Style.BAD, "✗ " + message(e));
                terminal.line(Style.BAD, "Step " + (i + 1) + " went differently than told.");
                return false;
            }
        }
        return true;
    }

    private static String message(Throwable e) {
        return e instanceof StoryBroken || e instanceof AssertionError ? e.getMessage() : e.toString();
    }

    private record Step(String title, Consumer<Telling> play) {}
}
