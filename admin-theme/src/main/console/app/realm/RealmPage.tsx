/** The agents of a realm and all that holds for them together, each on its tab. */
import { lazy, type ReactNode, Suspense } from "react";
import { useConsole, useHref, useText, useView } from "../context";
import { AgentList } from "../list/AgentList";
import { Button, PageSection, PageSectionVariants, Tab, Tabs, TabTitleText } from "../pf";
import { Header } from "../parts/Header";
import { Loading } from "../parts/State";
import type { Key } from "../texts";
import { AuditOf } from "./AuditTab";
import { PostureTab } from "./PostureTab";
import { StopBanner, StopTab } from "./StopTab";
import { TaskList } from "./TaskList";

// What is visited rarely is fetched when it is.
const PolicyTab = lazy(() => import("./PolicyTab"));
const SinksTab = lazy(() => import("./SinksTab"));
const ResourcesTab = lazy(() => import("./ResourcesTab"));
const CodeTab = lazy(() => import("./CodeTab"));
const SettingsTab = lazy(() => import("./SettingsTab"));

const TABS: readonly { key: string; title: Key; content: ReactNode }[] = [
  { key: "agents", title: "agents", content: <AgentList /> },
  { key: "tasks", title: "tasks", content: <TaskList /> },
  { key: "audit", title: "audit", content: <AuditOf /> },
  { key: "sinks", title: "sinks", content: <SinksTab /> },
  { key: "policy", title: "policy", content: <PolicyTab /> },
  { key: "posture", title: "posture", content: <PostureTab /> },
  { key: "resources", title: "resources", content: <ResourcesTab /> },
  { key: "code", title: "code", content: <CodeTab /> },
  { key: "settings", title: "settings", content: <SettingsTab /> },
  { key: "stop", title: "stop", content: <StopTab /> },
];

export function RealmPage() {
  const text = useText();
  const view = useView();
  const href = useHref();
  const { rights } = useConsole();
  const shown = TABS.find((tab) => tab.key === view.get("section")) ?? TABS[0];
  const actions = rights.manage ? (
    <>
      <Button component="a" variant="secondary" href={href.agents({ view: "adopt" })} data-testid="adopt">
        {text("adopt")}
      </Button>
      <Button component="a" href={href.agents({ view: "create" })} data-testid="create">
        {text("create")}
      </Button>
    </>
  ) : null;
  return (
    <>
      <Header title={text("agents")} about={text("about")} actions={actions} />
      <StopBanner />
      <PageSection variant={PageSectionVariants.light} padding={{ default: "noPadding" }} isFilled={false}>
        <Tabs
          isBox
          mountOnEnter
          unmountOnExit
          activeKey={shown?.key ?? ""}
          aria-label={text("agents")}
          inset={{ default: "insetNone", xl: "insetSm" }}
        >
          {TABS.map(({ key, title, content }) => (
            <Tab
              key={key}
              eventKey={key}
              href={href.agents(key === "agents" ? {} : { section: key })}
              title={<TabTitleText>{text(title)}</TabTitleText>}
              data-testid={`tab-${key}`}
            >
              <Suspense fallback={<Loading />}>{content}</Suspense>
            </Tab>
          ))}
        </Tabs>
      </PageSection>
    </>
  );
}
