package io.agentidentity.it.realm;

/** A user of a realm who can log in with a password. */
public record Person(String id, String username, String password) {}
