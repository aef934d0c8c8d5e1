/**
 * Whether one call may be made now (AuthZEN Authorization API 1.0): what is asked, what a task's rights say to it, and why not.
 * Plain Java without a Keycloak type; it may call the cores of tasks and authority, and JSON.
 */
package io.agentidentity.decision;
