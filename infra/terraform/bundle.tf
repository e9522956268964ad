# What of the bundle goes into the bucket, and the template that names it there. No provider is needed to work it out,
# so that a test can.

locals {
  # A line that names a zip or a folder beside the template.
  packed = "^( +(?:CodeUri|ContentUri): )(.+)$"

  lines   = split("\n", file("${var.bundle}/template.yaml"))
  paths   = toset([for line in local.lines : regex(local.packed, line)[1] if can(regex(local.packed, line))])
  folders = toset([for path in local.paths : path if endswith(path, "/")])

  hashes = {
    for path in local.paths : path => contains(local.folders, path) ? sha256(join("\n", [
      for file in fileset("${var.bundle}/${path}", "**") : "${file} ${filesha256("${var.bundle}/${path}/${file}")}"
    ])) : filesha256("${var.bundle}/${path}")
  }
  # Other contents are another name: CloudFormation sees no change otherwise.
  keys = { for path in local.paths : path => "${var.stack_name}/${local.hashes[path]}.zip" }

  template = join("\n", [
    for line in local.lines : can(regex(local.packed, line))
    ? "${regex(local.packed, line)[0]}s3://${var.artifacts_bucket}/${local.keys[regex(local.packed, line)[1]]}"
    : line
  ])
  template_key = "${var.stack_name}/${sha256(local.template)}.yaml"
}
