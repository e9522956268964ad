import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { CfnOutput, Duration, FileSystem, Lazy, Names, RemovalPolicy, Stack, Token } from "aws-cdk-lib";
import { Alarm, type IAlarm } from "aws-cdk-lib/aws-cloudwatch";
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from "aws-cdk-lib/aws-codedeploy";
import {
  type IUserPool,
  type IUserPoolClient,
  UserPool,
  UserPoolClient,
  UserPoolOperation,
} from "aws-cdk-lib/aws-cognito";
import { Role } from "aws-cdk-lib/aws-iam";
import {
  Alias,
  ApplicationLogLevel,
  Architecture,
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  type ILayerVersion,
  LayerVersion,
  LoggingFormat,
  Runtime,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import { Construct } from "constructs";
import { withLayer } from "./configuration";
import { type Hook, HOOKS, type TemplateParameters } from "./parameters";
import { type Node, type Resource, type Source, Template } from "./template";

const source: Source = JSON.parse(readFileSync(join(__dirname, "../template.json"), "utf8"));

/** What `Invitations` is made with: the parameters of the template, and these. */
export interface InvitationsProps extends TemplateParameters {
  /** The folder `functions` of a release's bundle: `NAME.zip` for each function, or `NAME/bootstrap`. */
  readonly functions: string;

  /** The folder of `invitations.toml` and `brands/`. Nothing else in it is read, and no private key (`*.pem`). */
  readonly configuration: string;

  /**
   * The user pool. A `UserPool` of this app has to be in the stack of this construct, and gets its triggers here. The
   * triggers of one that is imported are set by the command in the output `AttachCommand`.
   *
   * @default a new pool, as the template makes it
   */
  readonly userPool?: IUserPool;

  /**
   * The hooks.
   *
   * @default all of them
   */
  readonly hooks?: Hook[];

  /**
   * What the names of the functions, logs and alarms begin with. It is free in the account and Region.
   *
   * @default the name of the stack; in a nested stack, a name made of the construct's path
   */
  readonly name?: string;
}

/** The configuration folder as Lambda gets it. */
interface Layer {
  readonly version: ILayerVersion;
  readonly contents: string;
}

/** A function of the release, as it runs. */
interface Deployed {
  readonly lambda: LambdaFunction;
  readonly alias: Alias;
}

const FUNCTION = "AWS::Serverless::Function";
const LAYER = "AWS::Serverless::LayerVersion";

/** What the alias of a function is called in the template. */
const aliasOf = (id: string) => `${id}.Alias`;

/**
 * The invitation lifecycle of a Cognito user pool, as `infra/template.yaml` has it. The functions, their aliases, the
 * layer and the deployment groups are constructs of the CDK; every other resource is taken from the template.
 */
export class Invitations extends Construct {
  /** The user pool. */
  readonly userPool: IUserPool;

  /** The app client of your application, in a new pool. */
  readonly appClient?: IUserPoolClient;

  /** The app client of the pages, in a new pool: `pages.client` of `invitations.toml`. */
  readonly pagesClient?: IUserPoolClient;

  /** The address of the administrators' API, if there is one. */
  readonly administratorsApiUrl?: string;

  /** The functions by their names. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;

  /** The aliases `live` of the functions: what the pool calls, and what anything else should call. */
  readonly aliases: Readonly<Record<string, Alias>>;

  /** The alarms by their names in the template. */
  readonly alarms: Readonly<Record<string, IAlarm>>;

  /** What is taken from the template, for overrides: `template.getResource("UserPool")`. */
  readonly template: CfnInclude;

  constructor(scope: Construct, id: string, props: InvitationsProps) {
    super(scope, id);
    const { functions: folder, configuration, userPool, hooks = HOOKS, name = this.defaultName(), ...given } = props;
    if (Token.isUnresolved(name)) throw new Error("name has to be known when the app is synthesized");
    const owned = userPool instanceof UserPool ? userPool : undefined;
    if (owned && owned.stack !== Stack.of(this)) {
      throw new Error(
        "the pool calls the functions, and their permissions name the pool: create Invitations in the pool's own stack, Stack.of(userPool)",
      );
    }

    const values = {
      "AWS::StackName": name,
      ...parameterValues(given),
      ExistingUserPoolId: userPool?.userPoolId ?? "",
      Hooks: hooks.join(),
    };
    const template = new Template(source, values);

    const deployed = new Map<string, Deployed>();
    this.template = this.include(template, values, deployed);
    const layer = this.layer(template, configuration);
    for (const [logicalId, resource] of Object.entries(template.resources)) {
      if (resource.Type !== FUNCTION) continue;
      const settings = merge(template.evaluate(source.Globals.Function), resource.Properties);
      const lambda = this.lambda(logicalId, resource, settings, folder, layer);
      const alias = new Alias(this, `${logicalId}Live`, {
        aliasName: settings.AutoPublishAlias,
        version: lambda.currentVersion,
      });
      deployed.set(logicalId, { lambda, alias });
      this.moveGradually(logicalId, alias, settings.DeploymentPreference);
    }

    const named = [...deployed].map(([logicalId, found]) => {
      const { FunctionName } = template.resources[logicalId]!.Properties;
      return [FunctionName.slice(`${name}-`.length), found] as const;
    });
    this.functions = Object.fromEntries(named.map(([each, { lambda }]) => [each, lambda]));
    this.aliases = Object.fromEntries(named.map(([each, { alias }]) => [each, alias]));
    this.alarms = Object.fromEntries(
      Object.entries(template.resources)
        .filter(([, { Type }]) => Type === "AWS::CloudWatch::Alarm")
        .map(([logicalId]) => [logicalId, Alarm.fromAlarmArn(this, logicalId, this.attribute(logicalId, "Arn"))]),
    );
    this.userPool = userPool ?? UserPool.fromUserPoolId(this, "UserPool", this.reference("UserPool"));
    this.appClient = this.client(template, "AppClient");
    this.pagesClient = this.client(template, "PagesClient");
    if (template.resources.HttpApi) this.administratorsApiUrl = this.attribute("HttpApi", "ApiEndpoint");

    if (owned) this.setTriggers(owned, template, deployed);
    else if (userPool) this.printAttachCommand(userPool, name, hooks);
  }

  private defaultName(): string {
    const stack = Stack.of(this);
    if (!stack.nested && !Token.isUnresolved(stack.stackName)) return stack.stackName;
    return Names.uniqueResourceName(this, { maxLength: 36, separator: "-" });
  }

  /** All resources but the functions and their layer. References to the functions are those to our constructs. */
  private include(template: Template, values: Record<string, Node>, deployed: Map<string, Deployed>): CfnInclude {
    const later = (logicalId: string, read: (found: Deployed) => string) =>
      Lazy.string({ produce: () => read(deployed.get(logicalId)!) });
    const resources = Object.entries(template.resources);
    const functions = Object.fromEntries(
      resources
        .filter(([, { Type }]) => Type === FUNCTION)
        .flatMap(([logicalId]) => [
          [logicalId, later(logicalId, ({ lambda }) => lambda.functionName)],
          [aliasOf(logicalId), later(logicalId, ({ alias }) => alias.functionArn)],
        ]),
    );
    const parameters = { ...values, ...functions };
    const rest = {
      Parameters: Object.fromEntries(Object.keys(parameters).map((name) => [name, { Type: "String" }])),
      Resources: Object.fromEntries(resources.filter(([, { Type }]) => ![FUNCTION, LAYER].includes(Type))),
    };
    // CfnInclude takes a file alone.
    const place = mkdtempSync(join(tmpdir(), "invitations-template-"));
    try {
      const templateFile = join(place, "template.json");
      writeFileSync(templateFile, JSON.stringify(rest));
      return new CfnInclude(this, "Template", { templateFile, parameters, preserveLogicalIds: false });
    } finally {
      rmSync(place, { recursive: true });
    }
  }

  private layer(template: Template, folder: string): Layer {
    const { LayerName, Description } = template.resources.ConfigurationLayer!.Properties;
    return withLayer(folder, (layout) => ({
      version: new LayerVersion(this, "ConfigurationLayer", {
        code: Code.fromAsset(layout),
        layerVersionName: LayerName,
        description: Description,
        compatibleRuntimes: [Runtime.PROVIDED_AL2023],
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      contents: FileSystem.fingerprint(layout),
    }));
  }

  private lambda(
    logicalId: string,
    resource: Resource,
    settings: Record<string, Node>,
    folder: string,
    layer: Layer,
  ): LambdaFunction {
    const { ApplicationLogLevel: logLevel, LogGroup: log } = settings.LoggingConfig;
    const lambda = new LambdaFunction(this, logicalId, {
      functionName: settings.FunctionName,
      description: settings.Description,
      code: binary(folder, resource),
      runtime: Runtime.PROVIDED_AL2023,
      handler: settings.Handler,
      architecture: settings.Architectures[0] === "arm64" ? Architecture.ARM_64 : Architecture.X86_64,
      memorySize: settings.MemorySize,
      timeout: Duration.seconds(settings.Timeout),
      reservedConcurrentExecutions: settings.ReservedConcurrentExecutions,
      environment: settings.Environment.Variables,
      layers: [layer.version],
      role: Role.fromRoleArn(this, `${logicalId}Role`, this.attribute(settings.Role["Fn::GetAtt"][0], "Arn")),
      logGroup: LogGroup.fromLogGroupName(this, `${logicalId}Logs`, this.reference(log.Ref)),
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: logLevel as ApplicationLogLevel,
      currentVersionOptions: { description: settings.VersionDescription, removalPolicy: RemovalPolicy.RETAIN },
    });
    // The CDK's own `tracing` would give the role a second permission for it.
    (lambda.node.defaultChild as CfnFunction).tracingConfig = { mode: settings.Tracing };
    // A changed sentence is a new version of each function too.
    lambda.invalidateVersionBasedOn(layer.contents);
    return lambda;
  }

  /** By CodeDeploy, which goes back when an alarm rings meanwhile. */
  private moveGradually(logicalId: string, alias: Alias, preference: Node): void {
    if (!preference.Enabled) return;
    const configuration = `CodeDeployDefault.Lambda${preference.Type}`;
    new LambdaDeploymentGroup(this, `${logicalId}DeploymentGroup`, {
      alias,
      application: this.deployments(),
      role: Role.fromRoleArn(
        this,
        `${logicalId}DeploymentRole`,
        this.attribute(preference.Role["Fn::GetAtt"][0], "Arn"),
        // It has the policy that the CDK would add.
        { mutable: false },
      ),
      deploymentConfig: LambdaDeploymentConfig.fromLambdaDeploymentConfigName(
        this,
        `${logicalId}DeploymentConfig`,
        configuration,
      ),
      alarms: preference.Alarms.map(({ Ref }: { Ref: string }) =>
        Alarm.fromAlarmName(this, `${logicalId}${Ref}`, this.reference(Ref)),
      ),
      // Without metrics of ours there is no alarm to go back by, and the CDK refuses to ask for one.
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: preference.Alarms.length > 0 },
    });
  }

  private deployments(): LambdaApplication {
    const id = "Deployments";
    return (this.node.tryFindChild(id) as LambdaApplication | undefined) ?? new LambdaApplication(this, id);
  }

  private client(template: Template, logicalId: string): IUserPoolClient | undefined {
    if (!template.resources[logicalId]) return undefined;
    return UserPoolClient.fromUserPoolClientId(this, logicalId, this.reference(logicalId));
  }

  /** The triggers that the template gives a pool of its own, for a pool that this app makes. */
  private setTriggers(pool: UserPool, template: Template, deployed: Map<string, Deployed>): void {
    const triggers = template.evaluate(source.Resources.UserPool!.Properties.LambdaConfig);
    for (const [trigger, { LambdaArn, LambdaVersion, ...plain }] of Object.entries<Node>(triggers)) {
      const { Ref } = LambdaArn ?? plain;
      const [, { alias }] = [...deployed].find(([logicalId]) => aliasOf(logicalId) === Ref)!;
      // The permission to call it is taken from the template.
      const called = LambdaFunction.fromFunctionAttributes(this, `${trigger}Trigger`, {
        functionArn: alias.functionArn,
        skipPermissions: true,
      });
      const { PRE_TOKEN_GENERATION_CONFIG } = UserPoolOperation;
      const operation = LambdaVersion ? PRE_TOKEN_GENERATION_CONFIG : UserPoolOperation.of(trigger);
      pool.addTrigger(operation, called, LambdaVersion);
    }
  }

  private printAttachCommand(pool: IUserPool, name: string, hooks: readonly Hook[]): void {
    new CfnOutput(this, "AttachCommand", {
      description: "Shows what the pool's triggers would be; with --yes it sets them.",
      value: `invitations attach --user-pool-id ${pool.userPoolId} --functions-prefix ${name} --alias live --only ${hooks.join()}`,
    });
  }

  private reference(logicalId: string): string {
    return this.template.getResource(logicalId).ref;
  }

  private attribute(logicalId: string, name: string): string {
    return this.template.getResource(logicalId).getAtt(name).toString();
  }
}

/** What SAM makes of its globals and the properties of a function: maps are completed, lists made longer. */
function merge(general: Node, special: Node): Node {
  if (Array.isArray(general) && Array.isArray(special)) return [...general, ...special];
  if (![general, special].every((each) => each !== null && typeof each === "object")) return special ?? general;
  const keys = Object.keys({ ...general, ...special });
  return Object.fromEntries(keys.map((key) => [key, merge(general[key], special[key])]));
}

/** What the template packs for a function, out of the folder of a release. */
function binary(folder: string, { Properties }: Resource): Code {
  const name = basename(Properties.CodeUri);
  const path = [join(folder, `${name}.zip`), join(folder, name)].find((each) => existsSync(each));
  if (path === undefined) throw new Error(`${folder} holds neither ${name}.zip nor ${name}/bootstrap`);
  if (!path.endsWith(".zip") && !existsSync(join(path, "bootstrap"))) throw new Error(`${path} holds no bootstrap`);
  return Code.fromAsset(path);
}

/** The values of all parameters of the template, in the form in which CloudFormation has them. */
function parameterValues(given: TemplateParameters): Record<string, string | number> {
  const properties = given as Record<string, string | number | boolean | string[] | undefined>;
  return Object.fromEntries(
    Object.entries<Node>(source.Parameters).map(([name, { Default }]) => {
      const value = properties[name.charAt(0).toLowerCase() + name.slice(1)] ?? Default;
      return [name, typeof value === "number" ? value : String(value)];
    }),
  );
}
