/** Questions before something of what acts for the person ends or goes on, which say what that will be. */
import { useLoad } from "../app/load";
import type { Ended } from "../app/model";
import { Dialog } from "../app/parts/Dialog";
import { Content } from "../app/parts/State";
import { useSay } from "../app/parts/Toasts";
import { List, ListItem } from "../app/pf";
import { useMine, useWords } from "./context";
import type { OwnTask } from "./model";

export type Asked =
  | { readonly act: "stop" | "resume" | "block"; readonly task: OwnTask }
  | { readonly act: "all"; readonly agent: string };

interface Props<A> {
  asked: A;
  changed: () => void;
  close: () => void;
}

export function StopDialog({ asked, ...rest }: Props<Asked>) {
  return asked.act === "all" ? <StopAll asked={asked} {...rest} /> : <OfTask asked={asked} {...rest} />;
}

function useLastPass(): (ended: Pick<Ended, "lastTokenExpiresAt">) => string {
  const text = useWords();
  return ({ lastTokenExpiresAt }) => {
    const last = new Date(lastTokenExpiresAt ?? 0);
    return last.getTime() > Date.now()
      ? text("lastPass", { time: new Intl.DateTimeFormat(text.lang, { timeStyle: "medium" }).format(last) })
      : "";
  };
}

function OfTask({ asked: { act, task }, changed, close }: Props<Extract<Asked, { task: OwnTask }>>) {
  const text = useWords();
  const mine = useMine();
  const say = useSay();
  const lastPass = useLastPass();
  const agent = task.agentClientId ?? task.agentName ?? task.agentId;
  const run = async () => {
    if (act === "block") {
      const ended = await mine<Ended>("PUT", ["me", "blocks", task.agentId], { body: {} });
      say.done(text("block.done", { agent }), lastPass(ended));
    } else {
      const ended = await mine<Ended>("POST", ["tasks", task.id, act === "stop" ? "revoke" : "resume"], { body: {} });
      say.done(text(`${act}.done`, { agent }), act === "stop" ? lastPass(ended) : "");
    }
    close();
    changed();
  };
  return (
    <Dialog
      title={text(`${act}.title`, { agent })}
      confirm={text(act === "resume" ? "letGoOn" : act)}
      danger={act !== "resume"}
      act={run}
      close={close}
    >
      {act === "block" ? null : (
        <p className="pf-v5-u-mb-md pf-v5-u-font-weight-bold">{task.purpose ?? text("noPurpose")}</p>
      )}
      <p>{text(`${act}.body`, { agent })}</p>
    </Dialog>
  );
}

const SHOWN = 100;

function StopAll({ asked: { agent }, changed, close }: Props<Extract<Asked, { act: "all" }>>) {
  const text = useWords();
  const mine = useMine();
  const say = useSay();
  const lastPass = useLastPass();
  const live = useLoad(
    (signal) => mine<OwnTask[]>("GET", ["me", "tasks"], { query: { agent, max: SHOWN + 1 }, signal }),
    [mine, agent],
  );
  const run = async () => {
    const ended = await mine<Ended>("POST", ["me", "tasks", "revoke"], { query: { agent }, body: {} });
    say.done(text("stopAll.done", { tasks: ended.tasksEnded }), lastPass(ended));
    close();
    changed();
  };
  return (
    <Dialog
      title={agent === "" ? text("stopAll.title") : text("stopAllOf.title", { agent })}
      confirm={agent === "" ? text("stopAll") : text("stopAllOf", { agent })}
      danger
      act={run}
      close={close}
    >
      <Content of={live}>
        {(tasks) =>
          tasks.length === 0 ? (
            <p>{text("stopAll.nothing")}</p>
          ) : (
            <div data-testid="will-stop">
              <p>{text("stopAll.body")}</p>
              <List className="pf-v5-u-my-md">
                {byAgent(tasks.slice(0, SHOWN)).map(([name, of]) => (
                  <ListItem key={name} className="pf-v5-u-text-break-word">
                    {text("stopAll.count", {
                      agent: name,
                      purposes: of.map((task) => task.purpose ?? text("noPurpose")).join(", "),
                    })}
                  </ListItem>
                ))}
                {tasks.length > SHOWN ? <ListItem>{text("stopAll.more")}</ListItem> : null}
              </List>
              <p>{text("stopAll.after")}</p>
            </div>
          )
        }
      </Content>
    </Dialog>
  );
}

function byAgent(tasks: readonly OwnTask[]): [string, OwnTask[]][] {
  const agents = new Map<string, OwnTask[]>();
  for (const task of tasks) {
    const name = task.agentClientId ?? task.agentId;
    agents.set(name, [...(agents.get(name) ?? []), task]);
  }
  return [...agents];
}
