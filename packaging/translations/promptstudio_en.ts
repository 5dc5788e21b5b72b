<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name></name>
    <message numerus="yes">
        <source>{words} fall(s) off the end and will not be rendered.</source>
        <translation>
            <numerusform>{words} falls off the end and will not be rendered.</numerusform>
            <numerusform>{words} fall off the end and will not be rendered.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n learned vector(s) of {model}</source>
        <translation>
            <numerusform>%n learned vector of {model}</numerusform>
            <numerusform>%n learned vectors of {model}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n word</numerusform>
            <numerusform>%n words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n seed(s)</source>
        <translation>
            <numerusform>%n seed</numerusform>
            <numerusform>%n seeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With %n seed(s), from the present one on</source>
        <translation>
            <numerusform>With %n seed, from the present one on</numerusform>
            <numerusform>With %n seeds, from the present one on</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n particle(s)</source>
        <translation>
            <numerusform>Use %n particle</numerusform>
            <numerusform>Use %n particles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n beam(s)</source>
        <translation>
            <numerusform>Use %n beam</numerusform>
            <numerusform>Use %n beams</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n piece(s)</source>
        <translation>
            <numerusform>Use %n piece</numerusform>
            <numerusform>Use %n pieces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What are these %n image(s) for?</source>
        <translation>
            <numerusform>What is this %n image for?</numerusform>
            <numerusform>What are these %n images for?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the %n image(s) that are there</source>
        <translation>
            <numerusform>the %n image that is there</numerusform>
            <numerusform>the %n images that are there</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Prompt Studio did not close in order. Your work on %n document(s) was kept.</source>
        <translation>
            <numerusform>Prompt Studio did not close in order. Your work on %n document was kept.</numerusform>
            <numerusform>Prompt Studio did not close in order. Your work on %n documents was kept.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) was/were deleted.</source>
        <translation>
            <numerusform>%n picture was deleted.</numerusform>
            <numerusform>%n pictures were deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) and guidance {guidance}</source>
        <translation>
            <numerusform>%n step and guidance {guidance}</numerusform>
            <numerusform>%n steps and guidance {guidance}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) make(s) it work, {bytes} in all.</source>
        <translation>
            <numerusform>%n models make it work, {bytes} in all.</numerusform>
            <numerusform>%n models make it work, {bytes} in all.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{first} and %n more are damaged or missing; repairing fetches them again.</source>
        <translation>
            <numerusform>{first} and %n more are damaged or missing; repairing fetches them again.</numerusform>
            <numerusform>{first} and %n more are damaged or missing; repairing fetches them again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s)</source>
        <translation>
            <numerusform>%n other</numerusform>
            <numerusform>%n others</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) could not be made; their cells say why.</source>
        <translation>
            <numerusform>%n picture could not be made; its cell says why.</numerusform>
            <numerusform>%n pictures could not be made; their cells say why.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the latest %n picture(s); more words narrow the search</source>
        <translation>
            <numerusform>the latest %n picture; more words narrow the search</numerusform>
            <numerusform>the latest %n pictures; more words narrow the search</numerusform>
        </translation>
    </message>
</context>
</TS>
