package io.agentidentity.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TaskStatePropertyTest {

    @Property
    void noPathLeadsOutOfAFinalState(@ForAll List<TaskState> wishes) {
        TaskState state = TaskState.PENDING;
        boolean over = false;
        for (TaskState wish : wishes) {
            TaskState before = state;
            state = before.next().contains(wish) ? wish : before;
            assertThat(over && state != before).isFalse();
            over = state.isFinal();
        }
    }
}
