package io.agentidentity.it.server;

/** How the administrator of the master realm logs in. */
public record AdminLogin(String username, String password) {

    /** The one that the distribution launcher sets up. */
    public static final AdminLogin DEFAULT = new AdminLogin("admin", "admin");
}
