package io.agentidentity.it.directory;

/** How long Keycloak keeps a person of a directory in memory, named as in its component. */
public enum CachePolicy {

    /** Until something evicts them. */
    DEFAULT,

    /** Every request asks the directory. */
    NO_CACHE
}
