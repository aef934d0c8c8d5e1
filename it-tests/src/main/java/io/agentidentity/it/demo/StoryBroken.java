package io.agentidentity.it.demo;

/** A step went differently than told. */
final class StoryBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoryBroken(String message) {
        super(message);
    }
}
