/**
 * Where tasks and the ids of their tokens are kept. Shell; it calls JPA and turns rows into the records of the task package.
 * A token of ours is recognised by its row here, never by its claims.
 */
package io.agentidentity.task.store;
