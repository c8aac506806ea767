import {
  Alert,
  Anchor,
  Button,
  Center,
  Code,
  Divider,
  Group,
  Paper,
  PasswordInput,
  PinInput,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { chooseLanguage, languages } from "@/app/words";
import { Refusal } from "@/ui/refusal";
import { type Answer, type Provider, provider, signIn } from "./door";
import { foreseePages } from "./parts";
import { QrCode } from "./qr";
import type { SignedIn } from "./session";
import { refusedBy, remember } from "./vouched";

type Step = "password" | "code" | "recovery" | "enrolment" | "codes";

/** The way in: login and password, then the code of the second factor, or its enrolment. */
export function SignIn({ ended, onSignedIn }: { ended: boolean; onSignedIn: (me: SignedIn) => void }) {
  const { t, i18n } = useTranslation("sign-in");
  const [step, setStep] = useState<Step>("password");
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<ReactNode>(null);
  const [busy, setBusy] = useState(false);
  const [me, setMe] = useState<SignedIn | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [other, setOther] = useState<Provider | null>(null);
  useEffect(() => {
    document.title = t("title");
  }, [t]);
  useEffect(() => {
    const refused = refusedBy(window.location, window.history);
    if (refused) setProblem(t(`vouched.${refused}`));
  }, [t]);
  // Whoever signs in does not wait for the pages.
  useEffect(foreseePages, []);
  useEffect(() => {
    // Without an answer there is the password, which says itself what is wrong.
    provider().then(setOther, () => setOther(null));
  }, []);
  useEffect(() => {
    if (step !== "password") heading.current?.focus();
  }, [step]);

  const send = async (given?: string) => {
    setBusy(true);
    setProblem(null);
    try {
      const found = await signIn(login, password, given);
      setAnswer(found.answer);
      const [error] = found.answer.userErrors;
      if (found.me) {
        setMe(found.me);
        if (found.answer.recoveryCodes?.length) setStep("codes");
        else onSignedIn(found.me);
      } else if (found.answer.needs === "CODE" && !error) setStep("code");
      else if (found.answer.needs === "ENROLMENT" && !error) setStep("enrolment");
      if (error) {
        const minutes = Math.max(1, Math.ceil((found.answer.retryAfterSeconds ?? 60) / 60));
        // This door's own words know how long it is locked.
        const words = t(`refusals.${error.code}` as "refusals.LOCKED", { defaultValue: "", count: minutes });
        setProblem(words || <Refusal of={[error]} />);
        setCode("");
        if (error.code === "WRONG") setStep("password");
      }
    } catch (error) {
      const told = error instanceof Error && typeof error.cause === "string" ? error : null;
      setProblem(
        told ? <Refusal of={[{ code: String(told.cause), message: told.message }]} /> : t("unreachable"),
      );
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    void send(step === "password" ? undefined : code.trim());
  };
  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack gap="sm" w={360} maw="100%">
        <Group gap="xs">
          <img src="/pages-icon.svg" alt="" width={28} height={28} />
          <Text fw={700}>{t("product")}</Text>
        </Group>
        <Paper className="card" p="md">
          <form onSubmit={submit}>
            <Stack gap="sm">
              <Title order={1} ref={heading} tabIndex={-1} style={{ outline: "none" }}>
                {t(`steps.${step}`)}
              </Title>
              {ended && step === "password" && !problem && (
                <Alert color="blue" variant="light" icon={<IconInfoCircle />} role="status">
                  {t("ended")}
                </Alert>
              )}
              {problem && (
                <Alert color="red" variant="light" icon={<IconAlertTriangle />} role="alert">
                  {problem}
                </Alert>
              )}
              {step === "password" && (
                <>
                  <TextInput
                    label={t("login")}
                    description={t("loginHint")}
                    size="sm"
                    autoFocus
                    autoComplete="username"
                    autoCapitalize="none"
                    spellCheck={false}
                    required
                    value={login}
                    onChange={(event) => setLogin(event.currentTarget.value)}
                  />
                  <PasswordInput
                    label={t("password")}
                    size="sm"
                    autoComplete="current-password"
                    required
                    value={password}
                    visibilityToggleButtonProps={{ "aria-label": t("showPassword") }}
                    onChange={(event) => setPassword(event.currentTarget.value)}
                  />
                </>
              )}
              {step === "enrolment" && answer?.enrolment && (
                <Enrolment uri={answer.enrolment.uri} secret={answer.enrolment.secret} />
              )}
              {(step === "code" || step === "enrolment") && (
                <div>
                  <Text size="sm" fw={500} mb={4} id="code-label">
                    {t("code")}
                  </Text>
                  <PinInput
                    length={6}
                    type="number"
                    oneTimeCode
                    autoFocus
                    aria-label={t("code")}
                    getInputProps={(index) => ({ "aria-label": t("digit", { number: index + 1 }) })}
                    value={code}
                    onChange={setCode}
                    onComplete={(value) => void send(value)}
                  />
                </div>
              )}
              {step === "recovery" && (
                <TextInput
                  label={t("recoveryCode")}
                  description={t("recoveryHint")}
                  size="sm"
                  autoFocus
                  autoComplete="off"
                  value={code}
                  onChange={(event) => setCode(event.currentTarget.value)}
                />
              )}
              {step === "codes" && <RecoveryCodes of={answer?.recoveryCodes ?? []} />}
              {step === "codes" ? (
                <Button size="sm" onClick={() => me && onSignedIn(me)}>
                  {t("kept")}
                </Button>
              ) : (
                <Button size="sm" type="submit" loading={busy} disabled={login === "" || password === ""}>
                  {step === "password" ? t("continue") : t("signIn")}
                </Button>
              )}
              {step === "password" && other && (
                <>
                  <Divider label={t("or")} />
                  <Button
                    component="a"
                    href={other.path}
                    size="sm"
                    variant="default"
                    onClick={() => remember(window.location, window.sessionStorage)}
                  >
                    {t("signInBy", { name: other.name })}
                  </Button>
                </>
              )}
              {(step === "code" || step === "recovery") && (
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  c="var(--link)"
                  onClick={() => {
                    setCode("");
                    setProblem(null);
                    setStep(step === "code" ? "recovery" : "code");
                  }}
                >
                  {step === "code" ? t("useRecovery") : t("useCode")}
                </Anchor>
              )}
            </Stack>
          </form>
        </Paper>
        <Group gap="sm" justify="center">
          {languages.map((language) => (
            <Anchor
              key={language}
              component="button"
              size="xs"
              lang={language}
              c={i18n.language === language ? "dimmed" : "var(--link)"}
              aria-current={i18n.language === language}
              onClick={() => void chooseLanguage(language)}
            >
              {language === "fr" ? "Français" : "English"}
            </Anchor>
          ))}
        </Group>
      </Stack>
    </Center>
  );
}

/** The secret for an authenticator, as a picture and as text. */
export function Enrolment({ uri, secret }: { uri: string; secret: string }) {
  const { t } = useTranslation("sign-in");
  return (
    <Stack gap="xs">
      <Text size="sm">{t("enrolmentHint")}</Text>
      <Center>
        <QrCode text={uri} label={t("qr")} />
      </Center>
      <Text size="xs" c="dimmed">
        {t("secretHint")}
      </Text>
      <Code block style={{ overflowWrap: "anywhere", whiteSpace: "normal" }}>
        {secret.replace(/(.{4})/g, "$1 ").trim()}
      </Code>
    </Stack>
  );
}

/** Shown this once. */
export function RecoveryCodes({ of }: { of: readonly string[] }) {
  const { t } = useTranslation("sign-in");
  return (
    <Stack gap="xs">
      <Text size="sm">{t("codesHint")}</Text>
      <SimpleGrid cols={2} spacing={4}>
        {of.map((code) => (
          <Code key={code} fz="sm" ta="center">
            {code}
          </Code>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
