/**
 * The APIs for tasks: for administrators under {@code /admin/realms/{realm}/agents}, for people and agents under
 * {@code /realms/{realm}/agents/tasks}. Shell; it authenticates, decides who may, and calls the task lifecycle.
 */
package io.agentidentity.task.rest;
