import {
  ActionIcon,
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Loader,
  type MantineColorsTuple,
  Menu,
  Modal,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Skeleton,
  Table,
  Tabs,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";

const petrol: MantineColorsTuple = [
  "#ebf7f8",
  "#d7ebee",
  "#abd6dc",
  "#7cc0ca",
  "#57adba",
  "#3fa2b0",
  "#2b95a5",
  "#1a7f8e",
  "#0f6775",
  "#054e59",
];

/** Dense and calm: small sizes everywhere, one accent, colour otherwise only for what a state means. */
export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { petrol },
  defaultRadius: "sm",
  fontFamily:
    'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.25rem", lineHeight: "1.3" },
      h2: { fontSize: "1rem", lineHeight: "1.35" },
      h3: { fontSize: "0.875rem", lineHeight: "1.4" },
    },
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: "xs" } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle" } }),
    TextInput: TextInput.extend({ defaultProps: { size: "xs" } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: "xs" } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: "xs" } }),
    Textarea: Textarea.extend({ defaultProps: { size: "xs", autosize: true, minRows: 2, maxRows: 12 } }),
    Select: Select.extend({
      defaultProps: { size: "xs", comboboxProps: { shadow: "sm" }, checkIconPosition: "right" },
    }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: "xs" } }),
    Badge: Badge.extend({ defaultProps: { size: "sm", variant: "light", radius: "sm", tt: "none" } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 4, horizontalSpacing: "sm" } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", position: "bottom-end" } }),
    Modal: Modal.extend({ defaultProps: { centered: false, size: "lg", overlayProps: { blur: 1 } } }),
    // Mantine's is a header element: a second banner of the page for whoever goes by landmarks.
    ModalHeader: { defaultProps: { component: "div" } },
    DrawerHeader: { defaultProps: { component: "div" } },
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 250, withArrow: true, events: { hover: true, focus: true, touch: true } },
    }),
    Loader: Loader.extend({ defaultProps: { size: "sm" } }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: "sm" } }),
  },
});

/** What is quiet must still be read: greys of at least 4.5 to 1 on every ground that is used. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#56616b",
    "--mantine-color-placeholder": "#68737d",
    "--mantine-color-error": "#c02b2b",
    "--ground": "#f6f7f8",
    "--card": "#ffffff",
    "--edge": "#dde1e4",
    "--hover": "#eef3f4",
    "--chosen": "#e1eff1",
    "--link": "#0f6775",
    // What a badge, or a button under the pointer, says on its pale ground.
    "--mantine-color-red-light-color": "#a61e1e",
    "--mantine-color-teal-light-color": "#075e46",
    "--mantine-color-orange-light-color": "#8f3a05",
  },
  dark: {
    "--mantine-color-dimmed": "#a2abb3",
    "--mantine-color-placeholder": "#8f99a1",
    "--mantine-color-error": "#ff8787",
    "--ground": "#15181a",
    "--card": "#1d2124",
    "--edge": "#33393d",
    "--hover": "#262b2f",
    "--chosen": "#22383c",
    "--link": "#7cc0ca",
    "--mantine-color-body": "#1d2124",
    "--mantine-color-default-border": "#3a4146",
  },
});
