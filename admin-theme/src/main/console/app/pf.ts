/** The parts of PatternFly in use, each from its own folder: an import of all of them would bring the styles of all of them. */
export {
  Alert,
  AlertActionCloseButton,
  AlertActionLink,
  AlertGroup,
} from "@patternfly/react-core/dist/esm/components/Alert";
export { Breadcrumb, BreadcrumbItem } from "@patternfly/react-core/dist/esm/components/Breadcrumb";
export { Button } from "@patternfly/react-core/dist/esm/components/Button";
export { Card, CardBody, CardFooter, CardHeader, CardTitle } from "@patternfly/react-core/dist/esm/components/Card";
export { Checkbox } from "@patternfly/react-core/dist/esm/components/Checkbox";
export { Chip, ChipGroup } from "@patternfly/react-core/dist/esm/components/Chip";
export { ClipboardCopy, ClipboardCopyVariant } from "@patternfly/react-core/dist/esm/components/ClipboardCopy";
export {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from "@patternfly/react-core/dist/esm/components/DescriptionList";
export { Divider } from "@patternfly/react-core/dist/esm/components/Divider";
export { Dropdown, DropdownItem, DropdownList } from "@patternfly/react-core/dist/esm/components/Dropdown";
export {
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  EmptyStateHeader,
  EmptyStateIcon,
} from "@patternfly/react-core/dist/esm/components/EmptyState";
export { FileUpload } from "@patternfly/react-core/dist/esm/components/FileUpload";
export { ActionGroup, Form, FormGroup, FormHelperText, FormSection } from "@patternfly/react-core/dist/esm/components/Form";
export { HelperText, HelperTextItem } from "@patternfly/react-core/dist/esm/components/HelperText";
export { Label, LabelGroup } from "@patternfly/react-core/dist/esm/components/Label";
export { List, ListComponent, ListItem } from "@patternfly/react-core/dist/esm/components/List";
export { MenuToggle, type MenuToggleElement } from "@patternfly/react-core/dist/esm/components/MenuToggle";
export { Modal, ModalVariant } from "@patternfly/react-core/dist/esm/components/Modal";
export { PageSection, PageSectionVariants } from "@patternfly/react-core/dist/esm/components/Page";
export { Pagination, PaginationVariant } from "@patternfly/react-core/dist/esm/components/Pagination";
export { ProgressStep, ProgressStepper } from "@patternfly/react-core/dist/esm/components/ProgressStepper";
export { Radio } from "@patternfly/react-core/dist/esm/components/Radio";
export { SearchInput } from "@patternfly/react-core/dist/esm/components/SearchInput";
export { Select, SelectList, SelectOption } from "@patternfly/react-core/dist/esm/components/Select";
export { Spinner } from "@patternfly/react-core/dist/esm/components/Spinner";
export { Switch } from "@patternfly/react-core/dist/esm/components/Switch";
export { Tab, Tabs, TabTitleText } from "@patternfly/react-core/dist/esm/components/Tabs";
export { Text, TextContent } from "@patternfly/react-core/dist/esm/components/Text";
export { TextArea } from "@patternfly/react-core/dist/esm/components/TextArea";
export { TextInput } from "@patternfly/react-core/dist/esm/components/TextInput";
export {
  TextInputGroup,
  TextInputGroupMain,
  TextInputGroupUtilities,
} from "@patternfly/react-core/dist/esm/components/TextInputGroup";
export { Title } from "@patternfly/react-core/dist/esm/components/Title";
export { ToggleGroup, ToggleGroupItem } from "@patternfly/react-core/dist/esm/components/ToggleGroup";
export {
  Toolbar,
  ToolbarContent,
  ToolbarFilter,
  ToolbarGroup,
  ToolbarItem,
  ToolbarToggleGroup,
} from "@patternfly/react-core/dist/esm/components/Toolbar";
export { Wizard, WizardStep } from "@patternfly/react-core/dist/esm/components/Wizard";
export { Bullseye } from "@patternfly/react-core/dist/esm/layouts/Bullseye";
export { Flex, FlexItem } from "@patternfly/react-core/dist/esm/layouts/Flex";
export { Gallery } from "@patternfly/react-core/dist/esm/layouts/Gallery";
export { Stack, StackItem } from "@patternfly/react-core/dist/esm/layouts/Stack";
export { Grid, GridItem } from "@patternfly/react-core/dist/esm/layouts/Grid";
export {
  ActionsColumn,
  ExpandableRowContent,
  type IAction,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  type TdProps,
  type ThProps,
  Tr,
} from "@patternfly/react-table/dist/esm/components/Table";
