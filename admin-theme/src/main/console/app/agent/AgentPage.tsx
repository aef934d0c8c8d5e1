/** One agent. */
import { lazy, Suspense, useState } from "react";
import { useAgents, useConsole, useHref, useText, useView } from "../context";
import { useLoad } from "../load";
import type { Agent } from "../model";
import { Header } from "../parts/Header";
import { EnvironmentLabel, LevelLabel, StatusLabel } from "../parts/labels";
import { Content, Loading } from "../parts/State";
import {
  Breadcrumb,
  BreadcrumbItem,
  Button,
  Dropdown,
  DropdownItem,
  DropdownList,
  MenuToggle,
  PageSection,
  PageSectionVariants,
  Tab,
  Tabs,
  TabTitleText,
} from "../pf";
import { AuditOf } from "../realm/AuditTab";
import { StopBanner } from "../realm/StopTab";
import { TaskList } from "../realm/TaskList";
import { actsFor, useActions } from "./actions";
import { AuthorityTab } from "./AuthorityTab";
import { DelegationsTab } from "./DelegationsTab";
import { Overview } from "./Overview";

const EditTab = lazy(() => import("./EditTab"));

export function AgentPage({ id }: { id: string }) {
  const agents = useAgents();
  const agent = useLoad<Agent>((signal) => agents("GET", [id], { signal }), [agents, id]);
  return <Content of={agent}>{(found) => <Page agent={found} changed={agent.reload} />}</Content>;
}

function Page({ agent, changed }: { agent: Agent; changed: () => void }) {
  const text = useText();
  const view = useView();
  const href = useHref();
  const { rights, go } = useConsole();
  const [menu, setMenu] = useState(false);
  const actions = useActions(changed, () => {
    go("");
  });
  const acts = actsFor(agent);
  const tabs = [
    "overview",
    "authority",
    "tasks",
    "delegations",
    "audit",
    ...(rights.manage ? (["edit"] as const) : []),
  ] as const;
  const shown = tabs.find((tab) => tab === view.get("tab")) ?? "overview";
  const content = {
    overview: <Overview agent={agent} changed={changed} />,
    authority: <AuthorityTab agent={agent} />,
    tasks: <TaskList agent={agent} changed={changed} />,
    delegations: <DelegationsTab agent={agent} />,
    audit: <AuditOf agent={agent.clientId} />,
    edit: <EditTab key={agent.version} agent={agent} changed={changed} />,
  };
  return (
    <>
      <Header
        title={agent.name === "" ? agent.clientId : agent.name}
        labels={
          <>
            <StatusLabel status={agent.status} />
            <EnvironmentLabel environment={agent.environment} />
            {agent.risk.level === "low" ? null : <LevelLabel group="risk" level={agent.risk.level} />}
          </>
        }
        about={agent.purpose ?? ""}
        above={
          <Breadcrumb className="pf-v5-u-mb-sm" aria-label={text("breadcrumb")}>
            <BreadcrumbItem to={href.agents()}>{text("agents")}</BreadcrumbItem>
            <BreadcrumbItem isActive>{agent.clientId}</BreadcrumbItem>
          </Breadcrumb>
        }
        actions={
          rights.manage ? (
            <>
              {acts.includes("kill") ? (
                <Button
                  variant="danger"
                  data-testid="kill"
                  onClick={() => {
                    actions.open("kill", agent);
                  }}
                >
                  {text("act.kill")}
                </Button>
              ) : null}
              <Dropdown
                isOpen={menu}
                onOpenChange={setMenu}
                shouldFocusToggleOnSelect
                popperProps={{ position: "right" }}
                onSelect={() => {
                  setMenu(false);
                }}
                toggle={(ref) => (
                  <MenuToggle
                    ref={ref}
                    isExpanded={menu}
                    data-testid="agent-actions"
                    onClick={() => {
                      setMenu(!menu);
                    }}
                  >
                    {text("actions")}
                  </MenuToggle>
                )}
              >
                <DropdownList>
                  {acts
                    .filter((act) => act !== "kill")
                    .map((act) => (
                      <DropdownItem
                        key={act}
                        isDanger={act === "delete"}
                        data-testid={`act-${act}`}
                        onClick={() => {
                          actions.open(act, agent);
                        }}
                      >
                        {text(`act.${act}`)}
                      </DropdownItem>
                    ))}
                  <DropdownItem key="client" to={href.client(agent.id)}>
                    {text("openClient")}
                  </DropdownItem>
                </DropdownList>
              </Dropdown>
            </>
          ) : null
        }
      />
      <StopBanner />
      <PageSection variant={PageSectionVariants.light} padding={{ default: "noPadding" }} isFilled={false}>
        <Tabs
          isBox
          mountOnEnter
          unmountOnExit
          activeKey={shown}
          aria-label={agent.clientId}
          inset={{ default: "insetNone", xl: "insetSm" }}
        >
          {tabs.map((tab) => (
            <Tab
              key={tab}
              eventKey={tab}
              href={href.agent(agent.id, tab === "overview" ? "" : tab)}
              title={<TabTitleText>{text(tab)}</TabTitleText>}
              data-testid={`tab-${tab}`}
            >
              <Suspense fallback={<Loading />}>{content[tab]}</Suspense>
            </Tab>
          ))}
        </Tabs>
      </PageSection>
      {actions.dialog}
    </>
  );
}
