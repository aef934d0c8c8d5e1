/** Notes of people who are out, for whom agents work. Shell; it calls JPA and nothing of ours. */
package io.agentidentity.task.people;
