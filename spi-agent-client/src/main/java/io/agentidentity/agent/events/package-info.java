/**
 * Turns Keycloak's own events about agents into records and consequences. Shell, called by Keycloak in the transaction of the
 * event (failures in one of their own); it calls the audit log and the lifecycle. Ordinary people's events are not copied.
 */
package io.agentidentity.agent.events;
