using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>The approval page in a real browser.</summary>
public sealed class BrowserTests
{
    [Fact]
    public async Task A_person_opens_the_link_on_a_phone_without_JavaScript_chooses_and_continues()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var chromium = RequiredComponent.Chromium.Locate();
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, cancellationToken);
        using var admin = server.Client();
        await admin.DoAsync(HttpMethod.Put, "/api/applications/shop", new JsonObject(), cancellationToken);
        await admin.AddMemberAsync("shop", "ann", "approver", cancellationToken);
        await admin.ApplyAsync("choice", """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: choice, application: shop }
            spec:
              stages:
                - { id: where-to, name: "Where to?", type: feature.judgement, with: { instructions: "Choose <b>one</b>", options: [production, staging] } }
            """, cancellationToken);
        var run = await admin.StartAsync("choice", cancellationToken);
        await admin.WaitForRunAsync(run, now => now.Stage("where-to").Waits(), cancellationToken);
        var issued = await admin.DoAsync(
            HttpMethod.Post, $"/api/runs/{run}/stages/where-to/links", new JsonObject { ["subject"] = "ann" }, cancellationToken);

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        await using var context = await browser.NewContextAsync(new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 390, Height = 844 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(issued["url"]!.ToString());

        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("Choose <b>one</b>");
        await page.GetByLabel("staging").CheckAsync();
        await page.GetByRole(AriaRole.Textbox).FillAsync("Looks good");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("ann");

        var ended = await admin.WaitForEndAsync(run, cancellationToken);
        Assert.Equal("SUCCEEDED", ended.Status());
        Assert.Equal("staging", ended.Stage("where-to")["outputs"]!["input"]!.ToString());
        Assert.Equal("Looks good", ended.Stage("where-to")["outputs"]!["comment"]!.ToString());
    }
}
