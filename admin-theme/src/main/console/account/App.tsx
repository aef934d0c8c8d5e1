/** The page "My agents": what the person answers for, what acts for them, what was done, and what may not act for them. */
import { Component, type ReactNode, useEffect, useState } from "react";
import type { ConsoleContext } from "../shared/context";
import { Given } from "../app/context";
import { Failure, Loading } from "../app/parts/State";
import { Toasts } from "../app/parts/Toasts";
import { type Loaded, useLoad } from "../app/load";
import { Alert, AlertActionLink, PageSection, PageSectionVariants, Tab, Tabs, TabTitleText, Text, Title } from "../app/pf";
import { BlocksTab } from "./BlocksTab";
import { useMine, useView, useWords } from "./context";
import { HistoryTab } from "./HistoryTab";
import type { OwnAgent } from "./model";
import { OwnedTab } from "./OwnedTab";
import { TasksTab } from "./TasksTab";
import { loadWords } from "./texts";

type Texts = Awaited<ReturnType<typeof loadWords>>;

export function App({ context }: { context: ConsoleContext }) {
  const [text, setText] = useState<Texts | null>(null);
  useEffect(() => {
    void loadWords(context.language).then((loaded) => {
      setText(() => loaded);
    });
  }, [context.language]);
  if (!text) {
    return null;
  }
  return (
    <Given context={context} text={text}>
      <Toasts>
        <Page />
      </Toasts>
    </Given>
  );
}

const AT_ONCE = 1000;

function Page() {
  const text = useWords();
  const mine = useMine();
  const view = useView();
  const agents = useLoad((signal) => mine<OwnAgent[]>("GET", ["me", "agents"], { query: { max: AT_ONCE }, signal }), [mine]);
  const asked = agents.data?.filter((agent) => agent.role === "owner" && agent.owner.answer === "asked") ?? [];
  const tabs = {
    owned: [text("tabOwned"), <OwnedTab key="o" agents={agents} />],
    tasks: [text("tabTasks"), <TasksTab key="t" />],
    history: [text("tabHistory"), <HistoryTab key="h" />],
    blocks: [text("tabBlocks"), <BlocksTab key="b" />],
  } as const;
  const named = view.get("tab");
  const tab = Object.hasOwn(tabs, named) ? (named as keyof typeof tabs) : firstTab(agents);
  return (
    <>
      <PageSection variant={PageSectionVariants.light}>
        <Title headingLevel="h1" size="2xl" data-testid="page-heading">
          {text("title")}
        </Title>
        <Text className="pf-v5-u-pt-sm">{text("about")}</Text>
        {asked.length > 0 && tab !== "owned" ? (
          <Alert
            variant="warning"
            isInline
            className="pf-v5-u-mt-md"
            title={text("waiting")}
            data-testid="agents-waiting"
            actionLinks={
              <AlertActionLink
                onClick={() => {
                  view.go({ tab: "owned" });
                }}
              >
                {text("tabOwned")}
              </AlertActionLink>
            }
          >
            <p>{text("waitingBody", { names: asked.map((agent) => agent.name).join(", ") })}</p>
          </Alert>
        ) : null}
      </PageSection>
      {tab === null ? (
        <Loading />
      ) : (
        <PageSection isFilled padding={{ default: "noPadding" }}>
          <Tabs
            activeKey={tab}
            usePageInsets
            mountOnEnter
            unmountOnExit
            aria-label={text("tabs")}
            className="pf-v5-u-background-color-100"
            onSelect={(_event, key) => {
              view.go({ tab: String(key), agent: "", ended: "", first: "", max: "" });
            }}
          >
            {Object.entries(tabs).map(([key, [title, content]]) => (
              <Tab key={key} eventKey={key} title={<TabTitleText>{title}</TabTitleText>} data-testid={`tab-${key}`}>
                <div className="pf-v5-u-p-md pf-v5-u-p-lg-on-xl">
                  <Guarded key={key}>{content}</Guarded>
                </div>
              </Tab>
            ))}
          </Tabs>
        </PageSection>
      )}
    </>
  );
}

/** Whoever answers for agents sees those first, whoever does not what acts for them. */
function firstTab(agents: Loaded<OwnAgent[]>): "owned" | "tasks" | null {
  if (agents.data === undefined && agents.error === null) {
    return null;
  }
  return agents.data?.length === 0 ? "tasks" : "owned";
}

/** Keeps an error in a part of the page from taking the page away. */
class Guarded extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) {
      return this.props.children;
    }
    return (
      <Failure
        error={this.state.error}
        retry={() => {
          this.setState({ error: null });
        }}
      />
    );
  }
}
