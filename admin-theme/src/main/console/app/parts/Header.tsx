/** The head of a page as the console draws it. */
import type { ReactNode } from "react";
import { Divider, Flex, FlexItem, PageSection, PageSectionVariants, Text, TextContent, Title } from "../pf";

export function Header({
  title,
  labels = null,
  about = "",
  actions = null,
  above = null,
}: {
  title: string;
  labels?: ReactNode;
  about?: string;
  actions?: ReactNode;
  above?: ReactNode;
}) {
  return (
    <>
      <PageSection variant={PageSectionVariants.light}>
        {above}
        <Flex justifyContent={{ default: "justifyContentSpaceBetween" }} alignItems={{ default: "alignItemsCenter" }}>
          <FlexItem>
            <Flex spaceItems={{ default: "spaceItemsSm" }} alignItems={{ default: "alignItemsCenter" }}>
              <Title headingLevel="h1" size="2xl" data-testid="view-header" className="pf-v5-u-text-break-word">
                {title}
              </Title>
              {labels}
            </Flex>
          </FlexItem>
          {actions ? (
            <FlexItem>
              <Flex spaceItems={{ default: "spaceItemsSm" }}>{actions}</Flex>
            </FlexItem>
          ) : null}
        </Flex>
        {about === "" ? null : (
          <TextContent className="pf-v5-u-pt-sm">
            <Text>{about}</Text>
          </TextContent>
        )}
      </PageSection>
      <Divider />
    </>
  );
}
