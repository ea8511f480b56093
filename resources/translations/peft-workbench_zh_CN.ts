<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
<name>workbench</name>
<message>
<source>all rows</source>
<translation>所有行</translation>
</message>
<message>
<source>with problems</source>
<translation>有问题</translation>
</message>
<message>
<source>cut</source>
<translation>已截断</translation>
</message>
<message>
<source>left out</source>
<translation>已排除</translation>
</message>
<message>
<source>held out</source>
<translation>验证</translation>
</message>
<message>
<source>duplicates</source>
<translation>重复</translation>
</message>
<message>
<source>in both splits</source>
<translation>训练集和验证集都有</translation>
</message>
<message>
<source>The model cannot be read: {error}</source>
<translation>无法读取模型：{error}</translation>
</message>
<message>
<source>{n} problem in the rows</source>
<translation>数据中有 {n} 个问题</translation>
</message>
<message>
<source>{n} problems in the rows</source>
<translation>数据中有 {n} 个问题</translation>
</message>
<message>
<source>trained</source>
<translation>训练</translation>
</message>
<message>
<source>loaded</source>
<translation>已加载</translation>
</message>
<message>
<source>prepared</source>
<translation>已准备</translation>
</message>
<message>
<source>fits this model</source>
<translation>适用于此模型</translation>
</message>
<message>
<source>Downloading the model</source>
<translation>正在下载模型</translation>
</message>
<message>
<source>Loading the model</source>
<translation>正在加载模型</translation>
</message>
<message>
<source>Preparing the data</source>
<translation>正在准备数据</translation>
</message>
<message>
<source>{name} needs this model and data; change them when it is done, or stop it.</source>
<translation>“{name}”需要当前的模型和数据；请等它完成后再更改，或先停止它。</translation>
</message>
<message>
<source>{n} token</source>
<translation>{n} 个 token</translation>
</message>
<message>
<source>{n} tokens</source>
<translation>{n} 个 token</translation>
</message>
<message>
<source>{n} ms</source>
<translation>{n} 毫秒</translation>
</message>
<message>
<source>Model: {model}</source>
<translation>模型：{model}</translation>
</message>
<message>
<source>System prompt:</source>
<translation>系统提示词：</translation>
</message>
<message>
<source>Settings: {settings}</source>
<translation>设置：{settings}</translation>
</message>
<message>
<source>Expected answer:</source>
<translation>预期答案：</translation>
</message>
<message>
<source>{speed} tokens/s</source>
<translation>每秒 {speed} 个 token</translation>
</message>
<message>
<source>first after {time}</source>
<translation>首个 token 用时 {time}</translation>
</message>
<message>
<source>stopped</source>
<translation>已停止</translation>
</message>
<message>
<source>the defaults</source>
<translation>默认值</translation>
</message>
<message>
<source>Something in the window went wrong; what you have done so far stands. Nothing was sent anywhere.</source>
<translation>窗口出了点问题；你已完成的内容不受影响。没有向任何地方发送任何内容。</translation>
</message>
<message>
<source>Data ({endings});;All files (*)</source>
<translation>数据文件 ({endings});;所有文件 (*)</translation>
</message>
<message>
<source>{share} of the tokens are learned</source>
<translation>学习其中 {share} 的 token</translation>
</message>
<message>
<source>{n} row to learn from, {held_out} held out{too_long}; {learned}</source>
<translation>训练 {n} 行，验证 {held_out} 行{too_long}；{learned}</translation>
</message>
<message>
<source>{n} rows to learn from, {held_out} held out{too_long}; {learned}</source>
<translation>训练 {n} 行，验证 {held_out} 行{too_long}；{learned}</translation>
</message>
<message>
<source>{n} class: {names}</source>
<translation>{n} 个类别：{names}</translation>
</message>
<message>
<source>{n} classes: {names}</source>
<translation>{n} 个类别：{names}</translation>
</message>
<message>
<source>words are named as {names}</source>
<translation>词的标签有 {names}</translation>
</message>
<message>
<source>{run} has failed</source>
<translation>“{run}”失败了</translation>
</message>
<message>
<source>{run} has stopped</source>
<translation>“{run}”已停止</translation>
</message>
<message>
<source>It can be resumed.</source>
<translation>可以继续训练。</translation>
</message>
<message>
<source>{run} is trained</source>
<translation>“{run}”训练完成</translation>
</message>
<message>
<source>It took {time}.</source>
<translation>用时 {time}。</translation>
</message>
<message>
<source>Exporting</source>
<translation>正在导出</translation>
</message>
<message>
<source>{run}, {method}</source>
<translation>{run}，{method}</translation>
</message>
<message>
<source>Export</source>
<translation>导出</translation>
</message>
<message>
<source>What is written</source>
<translation>写出的内容</translation>
</message>
<message>
<source>Cancel the export</source>
<translation>取消导出</translation>
</message>
<message>
<source>Show folder</source>
<translation>打开所在文件夹</translation>
</message>
<message>
<source>Close</source>
<translation>关闭</translation>
</message>
<message>
<source>“{job}” is going on and needs the model; export when it is done.</source>
<translation>“{job}”正在进行并需要模型；完成后再导出。</translation>
</message>
<message>
<source>There is no tuned model to export; train one or open a run.</source>
<translation>没有可导出的微调模型；请训练一个，或打开一次训练。</translation>
</message>
<message>
<source>No tuned model</source>
<translation>没有微调后的模型</translation>
</message>
<message>
<source>Choose “{kind}”</source>
<translation>选择“{kind}”</translation>
</message>
<message>
<source>Cancelled; nothing was left behind.</source>
<translation>已取消；没有留下任何内容。</translation>
</message>
<message>
<source>Merged model</source>
<translation>合并后的模型</translation>
</message>
<message>
<source>The model with what it learned folded into its weights: one ordinary model folder that other programs load. The files are then loaded again and compared with the model in memory.</source>
<translation>把学到的内容并入权重：得到其他程序也能加载的普通模型文件夹。之后会重新加载这些文件，并与内存中的模型比较。</translation>
</message>
<message>
<source>Adapter for PEFT and this program</source>
<translation>用于 PEFT 和本程序的适配器</translation>
</message>
<message>
<source>Only what was learned, in the format that PEFT and other programs read. It is small, and works together with the same base model.</source>
<translation>只含学到的内容，采用 PEFT 和其他程序都能读取的格式。体积小，与同一个基座模型一起使用。</translation>
</message>
<message>
<source>LoRA for vLLM and llama.cpp</source>
<translation>用于 vLLM 和 llama.cpp 的 LoRA</translation>
</message>
<message>
<source>Only what was learned, as a plain LoRA of one rank for all modules: the form that vLLM and llama.cpp read right. PEFT and this program read it too.</source>
<translation>只含学到的内容，写成所有模块秩相同的普通 LoRA：这是 vLLM 和 llama.cpp 能正确读取的形式。PEFT 和本程序也能读取。</translation>
</message>
<message>
<source>Adapter in this program's own format</source>
<translation>本程序自有格式的适配器</translation>
</message>
<message>
<source>Only what was learned, as this program keeps it, for every method. Choose it to go on with the adapter here, on this machine or another.</source>
<translation>只含学到的内容，采用本程序保存时的格式，适用于所有方法。若要在这台或另一台电脑上继续使用此适配器，请选择它。</translation>
</message>
<message>
<source>{method} cannot be folded into the weights; it works beside them, as an adapter.</source>
<translation>{method} 无法并入权重；它作为适配器在权重旁工作。</translation>
</message>
<message>
<source>PEFT has no file format for {method}; choose this program's own.</source>
<translation>PEFT 没有用于 {method} 的文件格式；请选择本程序自有的格式。</translation>
</message>
<message>
<source>As the model has them</source>
<translation>与模型相同</translation>
</message>
<message>
<source>16 bit (bfloat16)</source>
<translation>16 位（bfloat16）</translation>
</message>
<message>
<source>16 bit (float16)</source>
<translation>16 位（float16）</translation>
</message>
<message>
<source>32 bit (exact, twice the size)</source>
<translation>32 位（精确，大小加倍）</translation>
</message>
<message>
<source>Sixteen bits round what was learned a little; the check afterwards says whether it matters.</source>
<translation>16 位会对学到的内容略作舍入；之后的检查会说明是否有影响。</translation>
</message>
<message>
<source>The weights are spread over several files where they are larger. Every program that reads them knows.</source>
<translation>权重较大时会分成多个文件。读取它们的程序都能识别。</translation>
</message>
<message>
<source>{size} GB</source>
<translation>{size} GB</translation>
</message>
<message>
<source>Numbers</source>
<translation>数值格式</translation>
</message>
<message>
<source>Largest file</source>
<translation>单个文件上限</translation>
</message>
<message>
<source>Choose…</source>
<translation>选择…</translation>
</message>
<message>
<source>New folder</source>
<translation>新文件夹</translation>
</message>
<message>
<source>Replace the export in this folder</source>
<translation>替换此文件夹中的导出内容</translation>
</message>
<message>
<source>Give the whole path of a new folder.</source>
<translation>请填写新文件夹的完整路径。</translation>
</message>
<message>
<source>This is a file; give a new folder.</source>
<translation>这是一个文件；请填写新文件夹。</translation>
</message>
<message>
<source>This folder is not empty; give a new one, so that nothing is overwritten.</source>
<translation>此文件夹不是空的；请填写新文件夹，以免覆盖内容。</translation>
</message>
<message>
<source>The disk has {free} free and {needed} are needed; make room, or choose another disk.</source>
<translation>磁盘剩余 {free}，需要 {needed}；请腾出空间，或换一个磁盘。</translation>
</message>
<message>
<source>Where the new folder goes</source>
<translation>新文件夹的位置</translation>
</message>
<message>
<source>An export stands in this folder; replace it, or give a new folder.</source>
<translation>此文件夹中已有导出的内容；请替换它，或填写新文件夹。</translation>
</message>
<message>
<source>{size} will be written</source>
<translation>将写出 {size}</translation>
</message>
<message>
<source>{free} free on this disk</source>
<translation>此磁盘剩余 {free}</translation>
</message>
<message>
<source>Progress of the export</source>
<translation>导出进度</translation>
</message>
<message>
<source>{what}, {time} left</source>
<translation>{what}，还剩 {time}</translation>
</message>
<message>
<source>{what}…</source>
<translation>{what}…</translation>
</message>
<message>
<source>Written: {size} in {folder}</source>
<translation>已写出 {size}，位于 {folder}</translation>
</message>
<message>
<source>the same</source>
<translation>相同</translation>
</message>
<message>
<source>In memory: {tuned}</source>
<translation>内存中：{tuned}</translation>
</message>
<message>
<source>Comparison of the written files with the model in memory</source>
<translation>写出的文件与内存中模型的比较</translation>
</message>
<message>
<source>In memory: {tuned}
In the files: {written}</source>
<translation>内存中：{tuned}
文件中：{written}</translation>
</message>
<message>
<source>Asked</source>
<translation>提问</translation>
</message>
<message>
<source>Largest difference</source>
<translation>最大差异</translation>
</message>
<message>
<source>Reply</source>
<translation>回复</translation>
</message>
<message>
<source>another</source>
<translation>不同</translation>
</message>
<message>
<source>default</source>
<translation>默认</translation>
</message>
<message>
<source>on</source>
<translation>开</translation>
</message>
<message>
<source>off</source>
<translation>关</translation>
</message>
<message>
<source>At least {n}; what was there stays.</source>
<translation>不能小于 {n}；保留原来的值。</translation>
</message>
<message>
<source>A whole number is needed here.</source>
<translation>这里需要整数。</translation>
</message>
<message>
<source>A number is needed here.</source>
<translation>这里需要数字。</translation>
</message>
<message>
<source>Write each as name = number, with commas between them.</source>
<translation>请写成 名称 = 数字 的形式，多个之间用逗号分隔。</translation>
</message>
<message>
<source>none</source>
<translation>无</translation>
</message>
<message>
<source>From {low} to {high}.</source>
<translation>从 {low} 到 {high}。</translation>
</message>
<message>
<source>Called {name} in a run file.</source>
<translation>在训练配置文件中称为 {name}。</translation>
</message>
<message>
<source>At least {low}.</source>
<translation>至少 {low}。</translation>
</message>
<message>
<source>At most {high}.</source>
<translation>至多 {high}。</translation>
</message>
<message>
<source>The default is {value}.</source>
<translation>默认值是 {value}。</translation>
</message>
<message>
<source>By default it is empty.</source>
<translation>默认为空。</translation>
</message>
<message>
<source>Setting: {title}</source>
<translation>设置：{title}</translation>
</message>
<message>
<source>{setting}: {problem}</source>
<translation>{setting}：{problem}</translation>
</message>
<message>
<source>Differs from the default</source>
<translation>与默认值不同</translation>
</message>
<message>
<source>reset</source>
<translation>重置</translation>
</message>
<message>
<source>Back to the default: {value}</source>
<translation>恢复默认值：{value}</translation>
</message>
<message>
<source>{problem}.</source>
<translation>{problem}。</translation>
</message>
<message>
<source>not set</source>
<translation>未设置</translation>
</message>
<message>
<source>This is not one of the values that are allowed here.</source>
<translation>这里不允许这个值。</translation>
</message>
<message>
<source>Exact</source>
<translation>精确</translation>
</message>
<message>
<source>Balanced</source>
<translation>均衡</translation>
</message>
<message>
<source>Creative</source>
<translation>创意</translation>
</message>
<message>
<source>Always the likeliest token: the same reply every time, best to compare models.</source>
<translation>总是取最可能的 token：每次回复都相同，最适合比较模型。</translation>
</message>
<message>
<source>Lively but sensible: a token among the likeliest.</source>
<translation>活泼而不失合理：在最可能的 token 中选取。</translation>
</message>
<message>
<source>Daring choices, without the tokens that make no sense.</source>
<translation>大胆选择，但排除没有意义的 token。</translation>
</message>
<message>
<source>{job} failed: {kind}: {error}</source>
<translation>“{job}”失败：{kind}：{error}</translation>
</message>
<message>
<source>“{job}” ended before this could be answered; send it again.</source>
<translation>“{job}”在回答之前就结束了；请重新发送。</translation>
</message>
<message>
<source>Model</source>
<translation>模型</translation>
</message>
<message>
<source>Data</source>
<translation>数据</translation>
</message>
<message>
<source>Method</source>
<translation>方法</translation>
</message>
<message>
<source>Train</source>
<translation>训练</translation>
</message>
<message>
<source>Chat</source>
<translation>聊天</translation>
</message>
<message>
<source>Runs</source>
<translation>训练记录</translation>
</message>
<message>
<source>{file} cannot be written ({reason}).</source>
<translation>无法写入 {file}（{reason}）。</translation>
</message>
<message>
<source>&amp;File</source>
<translation>文件(&amp;F)</translation>
</message>
<message>
<source>&amp;Edit</source>
<translation>编辑(&amp;E)</translation>
</message>
<message>
<source>&amp;View</source>
<translation>视图(&amp;V)</translation>
</message>
<message>
<source>&amp;Run</source>
<translation>运行(&amp;R)</translation>
</message>
<message>
<source>&amp;Help</source>
<translation>帮助(&amp;H)</translation>
</message>
<message>
<source>Cu&amp;t</source>
<translation>剪切(&amp;T)</translation>
</message>
<message>
<source>&amp;Copy</source>
<translation>复制(&amp;C)</translation>
</message>
<message>
<source>&amp;Paste</source>
<translation>粘贴(&amp;P)</translation>
</message>
<message>
<source>Select &amp;all</source>
<translation>全选(&amp;A)</translation>
</message>
<message>
<source>&amp;Undo</source>
<translation>撤销(&amp;U)</translation>
</message>
<message>
<source>&amp;Redo</source>
<translation>重做(&amp;R)</translation>
</message>
<message>
<source>Find a co&amp;mmand or setting…</source>
<translation>查找命令或设置(&amp;M)…</translation>
</message>
<message>
<source>&amp;Undo: {change}</source>
<translation>撤销(&amp;U)：{change}</translation>
</message>
<message>
<source>&amp;Redo: {change}</source>
<translation>重做(&amp;R)：{change}</translation>
</message>
<message>
<source>{menu}: {entry}</source>
<translation>{menu}：{entry}</translation>
</message>
<message>
<source>There is no tuned model yet: train one, or open a run.</source>
<translation>还没有微调后的模型：请训练一个，或打开一次训练。</translation>
</message>
<message>
<source>{job} is still going on.</source>
<translation>“{job}”仍在进行。</translation>
</message>
<message>
<source>Open model &amp;folder…</source>
<translation>打开模型文件夹(&amp;F)…</translation>
</message>
<message>
<source>Open &amp;data file…</source>
<translation>打开数据文件(&amp;D)…</translation>
</message>
<message>
<source>Open &amp;run…</source>
<translation>打开训练记录(&amp;R)…</translation>
</message>
<message>
<source>Open run f&amp;ile…</source>
<translation>打开训练配置文件(&amp;I)…</translation>
</message>
<message>
<source>&amp;Save run file…</source>
<translation>保存训练配置文件(&amp;S)…</translation>
</message>
<message>
<source>Export &amp;merged model…</source>
<translation>导出合并后的模型(&amp;M)…</translation>
</message>
<message>
<source>Export &amp;adapter…</source>
<translation>导出适配器(&amp;A)…</translation>
</message>
<message>
<source>&amp;Preferences…</source>
<translation>首选项(&amp;P)…</translation>
</message>
<message>
<source>&amp;Quit</source>
<translation>退出(&amp;Q)</translation>
</message>
<message>
<source>Recent m&amp;odels</source>
<translation>最近的模型(&amp;O)</translation>
</message>
<message>
<source>Recent da&amp;ta</source>
<translation>最近的数据(&amp;T)</translation>
</message>
<message>
<source>Recent r&amp;uns</source>
<translation>最近的训练(&amp;U)</translation>
</message>
<message>
<source>None yet</source>
<translation>还没有</translation>
</message>
<message>
<source>&amp;Try it in two minutes</source>
<translation>两分钟试一试(&amp;T)</translation>
</message>
<message>
<source>&amp;Keyboard shortcuts…</source>
<translation>键盘快捷键(&amp;K)…</translation>
</message>
<message>
<source>Open &amp;log folder</source>
<translation>打开日志文件夹(&amp;L)</translation>
</message>
<message>
<source>&amp;Report a crash…</source>
<translation>报告崩溃(&amp;R)…</translation>
</message>
<message>
<source>Add to the &amp;desktop's programs</source>
<translation>添加到桌面的程序列表(&amp;D)</translation>
</message>
<message>
<source>&amp;About</source>
<translation>关于(&amp;A)</translation>
</message>
<message>
<source>The desktop lists peft-workbench now ({file}).</source>
<translation>桌面的程序列表中已有 peft-workbench（{file}）。</translation>
</message>
<message>
<source>About peft-workbench</source>
<translation>关于 peft-workbench</translation>
</message>
<message>
<source>Fine-tune a local language model by pointing and clicking. Everything stays on this machine.</source>
<translation>点点鼠标就能微调本地的语言模型。一切都留在这台电脑上。</translation>
</message>
<message>
<source>This trains the same run in a terminal, where its run file is (File, Save run file):</source>
<translation>在终端中进行同样的训练，须在训练配置文件所在的位置运行（文件 → 保存训练配置文件）：</translation>
</message>
<message>
<source>&amp;Start training</source>
<translation>开始训练(&amp;S)</translation>
</message>
<message>
<source>&amp;Pause</source>
<translation>暂停(&amp;P)</translation>
</message>
<message>
<source>S&amp;top…</source>
<translation>停止(&amp;T)…</translation>
</message>
<message>
<source>&amp;Add to queue</source>
<translation>加入队列(&amp;A)</translation>
</message>
<message>
<source>S&amp;weep one setting…</source>
<translation>对一项设置逐个试值(&amp;W)…</translation>
</message>
<message>
<source>Show the &amp;queue</source>
<translation>显示队列(&amp;Q)</translation>
</message>
<message>
<source>&amp;Fit to my memory…</source>
<translation>适应我的内存(&amp;F)…</translation>
</message>
<message>
<source>Show the &amp;command…</source>
<translation>显示命令(&amp;C)…</translation>
</message>
<message>
<source>Command of the run</source>
<translation>训练命令</translation>
</message>
<message>
<source>&amp;Go on</source>
<translation>继续(&amp;G)</translation>
</message>
<message>
<source>Theme as the &amp;system</source>
<translation>主题跟随系统(&amp;S)</translation>
</message>
<message>
<source>&amp;Light theme</source>
<translation>浅色主题(&amp;L)</translation>
</message>
<message>
<source>&amp;Dark theme</source>
<translation>深色主题(&amp;D)</translation>
</message>
<message>
<source>Letters &amp;larger</source>
<translation>放大文字(&amp;L)</translation>
</message>
<message>
<source>Letters s&amp;maller</source>
<translation>缩小文字(&amp;M)</translation>
</message>
<message>
<source>Letters of &amp;normal size</source>
<translation>文字恢复正常大小(&amp;N)</translation>
</message>
<message>
<source>&amp;Full screen</source>
<translation>全屏(&amp;F)</translation>
</message>
<message>
<source>Training is paused; see the Train page. {why}</source>
<translation>训练已暂停；请看“训练”页。{why}</translation>
</message>
<message>
<source>The tuning core could not be loaded; the program may not be installed completely.</source>
<translation>无法加载微调核心；程序可能没有安装完整。</translation>
</message>
<message>
<source>{name} is no model folder, run, adapter or data file; a model folder holds config.json, and data files end in .jsonl, .csv, .parquet or another ending of tables or texts.</source>
<translation>{name} 不是模型文件夹、训练、适配器或数据文件；模型文件夹中有 config.json，数据文件的扩展名为 .jsonl、.csv、.parquet，或其他表格和文本的扩展名。</translation>
</message>
<message>
<source>Open the folder of a run</source>
<translation>打开训练记录的文件夹</translation>
</message>
<message>
<source>These cannot be opened together: drop one model, run or adapter, or any number of data files.</source>
<translation>这些无法一起打开：请拖入一个模型、一次训练或一个适配器，或任意多个数据文件。</translation>
</message>
<message>
<source>Open data files</source>
<translation>打开数据文件</translation>
</message>
<message>
<source>Open a run file</source>
<translation>打开训练配置文件</translation>
</message>
<message>
<source>Run file (*.toml)</source>
<translation>训练配置文件 (*.toml)</translation>
</message>
<message>
<source>Save the run file</source>
<translation>保存训练配置文件</translation>
</message>
<message>
<source>Open a model folder</source>
<translation>打开模型文件夹</translation>
</message>
<message>
<source>{job} is still going on; wait for it, or stop it.</source>
<translation>“{job}”仍在进行；请等待它完成，或先停止它。</translation>
</message>
<message>
<source>No program on this machine could open this; what stands below was copied to the clipboard:</source>
<translation>这台电脑上没有程序能打开它；下面的内容已复制到剪贴板：</translation>
</message>
<message>
<source>Not opened</source>
<translation>未能打开</translation>
</message>
<message>
<source>The program ended unexpectedly the last time. A report of it stands on this machine only.</source>
<translation>程序上次意外结束。报告只保存在这台电脑上。</translation>
</message>
<message>
<source>{job} is still going on; the tour can start when it is done.</source>
<translation>“{job}”仍在进行；完成后即可开始导览。</translation>
</message>
<message>
<source>New here? Train the small model that comes with the program, and talk to it before and after.</source>
<translation>第一次使用？训练程序自带的小模型，并在训练前后与它对话。</translation>
</message>
<message>
<source>Do not show again</source>
<translation>不再显示</translation>
</message>
<message>
<source>Try it in two minutes</source>
<translation>两分钟试一试</translation>
</message>
<message>
<source>Here you talk to {model}, side by side before and after tuning.</source>
<translation>在这里与 {model} 对话，并排比较微调前后。</translation>
</message>
<message>
<source>This rewrites message {n}. The old one stays, with what followed: the arrows lead back to it.</source>
<translation>这会改写第 {n} 条消息。原来的消息及其后续仍会保留：用箭头可以回到那里。</translation>
</message>
<message>
<source>Conversations of before</source>
<translation>以前的对话</translation>
</message>
<message>
<source>New conversation</source>
<translation>新对话</translation>
</message>
<message>
<source>Choose a run</source>
<translation>选择训练</translation>
</message>
<message>
<source>Open what an earlier run learned, to talk to it</source>
<translation>打开以前训练所学到的内容，与它对话</translation>
</message>
<message>
<source>Shade tokens by probability</source>
<translation>按概率为 token 加底色</translation>
</message>
<message>
<source>Save as Markdown…</source>
<translation>保存为 Markdown…</translation>
</message>
<message>
<source>How replies are made</source>
<translation>回复如何生成</translation>
</message>
<message>
<source>One message goes to every column, with the same seed. The pencil at a message writes it anew.</source>
<translation>一条消息会以相同的随机种子发给每一列。点消息旁的铅笔可以改写。</translation>
</message>
<message>
<source>Load the model</source>
<translation>加载模型</translation>
</message>
<message>
<source>Save the conversation</source>
<translation>保存对话</translation>
</message>
<message>
<source>Markdown (*.md)</source>
<translation>Markdown (*.md)</translation>
</message>
<message>
<source>Write a message. Training waits between two steps while it is answered.</source>
<translation>写一条消息。训练会在两步之间等待回答。</translation>
</message>
<message>
<source>Write a message. Enter sends, Shift+Enter begins a line.</source>
<translation>写一条消息。Enter 发送，Shift+Enter 换行。</translation>
</message>
<message>
<source>The program is getting ready; one moment.</source>
<translation>程序正在准备，请稍候。</translation>
</message>
<message>
<source>“{job}” goes on; talking is possible when it is done.</source>
<translation>“{job}”正在进行；完成后即可对话。</translation>
</message>
<message>
<source>Here you talk to the base and the tuned model side by side. No model is chosen yet.</source>
<translation>在这里并排与基座模型和微调后的模型对话。还没有选择模型。</translation>
</message>
<message>
<source>Choose a model</source>
<translation>选择模型</translation>
</message>
<message>
<source>Prepare them</source>
<translation>准备数据</translation>
</message>
<message>
<source>More settings</source>
<translation>更多设置</translation>
</message>
<message>
<source>cannot be used</source>
<translation>无法使用</translation>
</message>
<message>
<source>Each model cuts text into tokens of its own. Load the model to see the rows as it will see them.</source>
<translation>每个模型都有自己的分词方式。加载模型后，就能看到它眼中的数据。</translation>
</message>
<message>
<source>Not prepared: lengths and checks are not known</source>
<translation>尚未准备：长度和检查结果未知</translation>
</message>
<message>
<source>Getting ready…</source>
<translation>正在准备…</translation>
</message>
<message>
<source>Try again</source>
<translation>重试</translation>
</message>
<message>
<source>The rows are not prepared.</source>
<translation>数据尚未准备。</translation>
</message>
<message>
<source>The rows are being prepared…</source>
<translation>正在准备数据…</translation>
</message>
<message>
<source>LoRA on the model unquantised</source>
<translation>在未量化的模型上使用 LoRA</translation>
</message>
<message>
<source>LoRA on the model held in 4 bits: a fraction of the memory, at a small loss</source>
<translation>在以 4 位保存的模型上使用 LoRA：内存只需几分之一，质量略有损失</translation>
</message>
<message>
<source>Settings</source>
<translation>设置</translation>
</message>
<message>
<source>As it is</source>
<translation>原样</translation>
</message>
<message>
<source>4-bit (QLoRA)</source>
<translation>4 位（QLoRA）</translation>
</message>
<message>
<source>can be merged</source>
<translation>可合并</translation>
</message>
<message>
<source>parameters trained</source>
<translation>训练的参数</translation>
</message>
<message>
<source>Move to the bin</source>
<translation>移到回收站</translation>
</message>
<message>
<source>Keep</source>
<translation>保留</translation>
</message>
<message>
<source>Undo</source>
<translation>撤销</translation>
</message>
<message>
<source>Every run you train is kept here, with its curves, settings and results.</source>
<translation>你的每次训练都保存在这里，包括曲线、设置和结果。</translation>
</message>
<message>
<source>Train a model</source>
<translation>训练模型</translation>
</message>
<message>
<source>No run is like this.</source>
<translation>没有符合条件的训练。</translation>
</message>
<message>
<source>Show all runs</source>
<translation>显示所有训练</translation>
</message>
<message>
<source>What is shown of the runs</source>
<translation>训练记录的显示内容</translation>
</message>
<message>
<source>Runs and queue</source>
<translation>训练记录与队列</translation>
</message>
<message>
<source>Queue</source>
<translation>队列</translation>
</message>
<message>
<source>More</source>
<translation>更多</translation>
</message>
<message>
<source>“{job}” is running.</source>
<translation>“{job}”正在进行。</translation>
</message>
<message>
<source>{folder} could not be moved to the bin; delete the folder by hand.</source>
<translation>无法把 {folder} 移到回收站；请手动删除该文件夹。</translation>
</message>
<message>
<source>{folder} is not in the bin any more, or another folder has its name.</source>
<translation>{folder} 已不在回收站中，或有同名的文件夹。</translation>
</message>
<message>
<source>Queue ({n})</source>
<translation>队列（{n}）</translation>
</message>
<message>
<source>Move “{run}” ({size}) to the bin? It can be taken back.</source>
<translation>要把“{run}”（{size}）移到回收站吗？之后可以恢复。</translation>
</message>
<message>
<source>Move {n} runs ({size}) to the bin? They can be taken back.</source>
<translation>要把 {n} 次训练（{size}）移到回收站吗？之后可以恢复。</translation>
</message>
<message>
<source>{n} run is in the bin now.</source>
<translation>{n} 次训练已移到回收站。</translation>
</message>
<message>
<source>{n} runs are in the bin now.</source>
<translation>{n} 次训练已移到回收站。</translation>
</message>
<message>
<source>Show model</source>
<translation>前往“模型”</translation>
</message>
<message>
<source>Show data</source>
<translation>前往“数据”</translation>
</message>
<message>
<source>Show method</source>
<translation>前往“方法”</translation>
</message>
<message>
<source>Show train</source>
<translation>前往“训练”</translation>
</message>
<message>
<source>{n} row a step</source>
<translation>每步 {n} 行</translation>
</message>
<message>
<source>{n} rows a step</source>
<translation>每步 {n} 行</translation>
</message>
<message>
<source>{n} row to learn from</source>
<translation>训练 {n} 行</translation>
</message>
<message>
<source>{n} rows to learn from</source>
<translation>训练 {n} 行</translation>
</message>
<message>
<source>{rows}, {a_step}. Loss, memory and a log will stand here while the model learns.</source>
<translation>{rows}，{a_step}。模型学习时，这里会显示损失、内存和日志。</translation>
</message>
<message>
<source>Training settings</source>
<translation>训练设置</translation>
</message>
<message>
<source>The run that goes on keeps its settings. What is changed here is for the next one, or for the queue.</source>
<translation>正在进行的训练保持其设置。这里的更改用于下一次训练或队列。</translation>
</message>
<message>
<source>{steps}, or as the passes say</source>
<translation>{steps}，或由训练轮数决定</translation>
</message>
<message>
<source>not set: the steps say how long</source>
<translation>未设置：由步数决定</translation>
</message>
<message>
<source>the method's own</source>
<translation>该方法的默认值</translation>
</message>
<message>
<source>Going on from step {step} of {total}; {changes}.</source>
<translation>将从第 {step} 步继续（共 {total} 步）；{changes}。</translation>
</message>
<message>
<source>Going on from step {step} of {total}. Training settings can be changed before.</source>
<translation>将从第 {step} 步继续（共 {total} 步）。继续之前可以更改训练设置。</translation>
</message>
<message>
<source>Model and data are made ready at the start; then {a_step}. Loss, memory and a log will stand here while the model learns.</source>
<translation>开始时会先准备好模型和数据；之后{a_step}。模型学习时，这里会显示损失、内存和日志。</translation>
</message>
<message>
<source>The model is looked at as soon as you begin.</source>
<translation>开始操作后就会查看模型。</translation>
</message>
<message>
<source>The model is being looked at; one moment.</source>
<translation>正在查看模型，请稍候。</translation>
</message>
<message>
<source>Training needs a model, and none is chosen yet.</source>
<translation>训练需要模型，而现在还没有选择。</translation>
</message>
<message>
<source>reading what the run told</source>
<translation>正在读取训练记录</translation>
</message>
<message>
<source>ready to train</source>
<translation>可以开始训练</translation>
</message>
<message>
<source>Trying phrasings</source>
<translation>正在试用提问方式</translation>
</message>
<message>
<source>{model} is not on this machine yet; Load model downloads it ({size}).</source>
<translation>{model} 还不在这台电脑上；点击“加载模型”即可下载（{size}）。</translation>
</message>
<message>
<source>{model}, {count}</source>
<translation>{model}，{count}</translation>
</message>
<message>
<source>{n} row + {held_out} held out</source>
<translation>训练 {n} 行，验证 {held_out} 行</translation>
</message>
<message>
<source>{n} rows + {held_out} held out</source>
<translation>训练 {n} 行，验证 {held_out} 行</translation>
</message>
<message>
<source>{method}, {count} trained</source>
<translation>{method}，训练 {count} 个参数</translation>
</message>
<message>
<source>{batch} × {times} = {n} row a step</source>
<translation>{batch} × {times} = 每步 {n} 行</translation>
</message>
<message>
<source>{batch} × {times} = {n} rows a step</source>
<translation>{batch} × {times} = 每步 {n} 行</translation>
</message>
<message>
<source>This run may need {needed}; {there} are free.</source>
<translation>这次训练可能需要 {needed}；可用 {there}。</translation>
</message>
<message>
<source>A learning rate of {rate} is far above the method's own ({own}); the loss may grow instead of falling.</source>
<translation>学习率 {rate} 远高于该方法自己的值（{own}）；损失可能不降反升。</translation>
</message>
<message>
<source>{model} is not on this machine yet; Load model downloads it.</source>
<translation>{model} 还不在这台电脑上；点击“加载模型”即可下载。</translation>
</message>
<message>
<source>about {steps} ({passes})</source>
<translation>约 {steps}（{passes}）</translation>
</message>
<message>
<source>{model}, not here yet</source>
<translation>{model}，尚未下载</translation>
</message>
<message>
<source>being looked at…</source>
<translation>正在查看…</translation>
</message>
<message>
<source>none yet</source>
<translation>还没有</translation>
</message>
<message>
<source>made ready at the start</source>
<translation>开始时准备</translation>
</message>
<message>
<source>not ready yet</source>
<translation>尚未准备</translation>
</message>
<message>
<source>1 pass</source>
<translation>1 轮</translation>
</message>
<message>
<source>{count} passes</source>
<translation>{count} 轮</translation>
</message>
<message>
<source>This run cannot be priced: {error}</source>
<translation>无法估算这次训练：{error}</translation>
</message>
<message>
<source>Table (*.csv);;JSON lines (*.jsonl)</source>
<translation>表格 (*.csv);;JSON lines (*.jsonl)</translation>
</message>
<message>
<source>Now in 4 bits (nf4), with rank 64, alpha 16, dropout 0.1 on every linear layer.</source>
<translation>现在为 4 位（nf4），所有线性层，秩 64，alpha 16，Dropout 0.1。</translation>
</message>
<message>
<source>Back to the model as it was, and to the settings from before.</source>
<translation>已恢复原来的模型和之前的设置。</translation>
</message>
<message>
<source>The model is not quantised any more.</source>
<translation>模型不再量化。</translation>
</message>
<message>
<source>{file} cannot be written ({error}); make room or make the folder writable.</source>
<translation>无法写入 {file}（{error}）；请腾出空间，或把文件夹设为可写。</translation>
</message>
<message>
<source> and {setting} to {value}</source>
<translation>，并把{setting}设为 {value}</translation>
</message>
<message>
<source>Something is wrong</source>
<translation>出了问题</translation>
</message>
<message>
<source>The loss is no number any more</source>
<translation>损失不再是数值</translation>
</message>
<message>
<source>The loss is rising</source>
<translation>损失在上升</translation>
</message>
<message>
<source>A gradient is far too long</source>
<translation>有一个梯度过长</translation>
</message>
<message>
<source>The loss is exactly 0</source>
<translation>损失恰好为 0</translation>
</message>
<message>
<source>The loss does not move</source>
<translation>损失没有变化</translation>
</message>
<message>
<source>Nothing is being trained</source>
<translation>没有训练任何内容</translation>
</message>
<message>
<source>Some rows have nothing to learn</source>
<translation>有些行没有可学习的内容</translation>
</message>
<message>
<source>Lower {setting} to {value}</source>
<translation>把{setting}降到 {value}</translation>
</message>
<message>
<source> and lower {setting} to {value}</source>
<translation>，把{setting}降到 {value}</translation>
</message>
<message>
<source>Raise {setting} to {value}</source>
<translation>把{setting}提高到 {value}</translation>
</message>
<message>
<source> and raise {setting} to {value}</source>
<translation>，把{setting}提高到 {value}</translation>
</message>
<message>
<source>Set {setting} to {value}</source>
<translation>把{setting}设为 {value}</translation>
</message>
<message>
<source> and set {setting} to {value}</source>
<translation>，把{setting}设为 {value}</translation>
</message>
<message>
<source>The memory is full</source>
<translation>内存已满</translation>
</message>
<message>
<source>Training is paused: {what}</source>
<translation>训练已暂停：{what}</translation>
</message>
<message>
<source>Go back to step {step}</source>
<translation>回到第 {step} 步</translation>
</message>
<message>
<source>The run ends there; change what you like, and resume it.</source>
<translation>训练在那里结束；你可以更改设置，然后继续训练。</translation>
</message>
<message>
<source>Change all {n} settings</source>
<translation>更改全部 {n} 项设置</translation>
</message>
<message>
<source> and go on</source>
<translation>并继续</translation>
</message>
<message>
<source> and go on from step {step}</source>
<translation>并从第 {step} 步继续</translation>
</message>
<message>
<source> and begin again</source>
<translation>并从头开始</translation>
</message>
<message>
<source>{model} on {data}</source>
<translation>{model}-{data}</translation>
</message>
<message>
<source> and {n} more</source>
<translation>等 {n} 项</translation>
</message>
<message>
<source>no data</source>
<translation>无数据</translation>
</message>
<message>
<source>stopped without saving</source>
<translation>已停止，没有保存</translation>
</message>
<message>
<source>finished</source>
<translation>已完成</translation>
</message>
<message>
<source>failed</source>
<translation>失败</translation>
</message>
<message>
<source>stopped before anything was learned</source>
<translation>还没学到内容就停止了</translation>
</message>
<message>
<source>Loading</source>
<translation>加载</translation>
</message>
<message>
<source>Tokenising</source>
<translation>分词</translation>
</message>
<message>
<source>Probing</source>
<translation>试跑</translation>
</message>
<message>
<source>Training</source>
<translation>训练</translation>
</message>
<message>
<source>Evaluating</source>
<translation>评估</translation>
</message>
<message>
<source>Saving</source>
<translation>保存</translation>
</message>
<message>
<source>Finished</source>
<translation>已完成</translation>
</message>
<message>
<source>{done} of {total}</source>
<translation>{done} / {total}</translation>
</message>
<message>
<source>starting</source>
<translation>正在开始</translation>
</message>
<message>
<source>step {step} / {total}</source>
<translation>第 {step} / {total} 步</translation>
</message>
<message>
<source>training · {steps} · {speed} learned tokens/s · {time} left</source>
<translation>训练中 · {steps} · 每秒学习 {speed} 个 token · 还剩 {time}</translation>
</message>
<message>
<source>finished · {steps}</source>
<translation>已完成 · {steps}</translation>
</message>
<message>
<source>paused · {steps} · saved, and the memory is free</source>
<translation>已暂停 · {steps} · 已保存，内存已释放</translation>
</message>
<message>
<source>stopped and saved · {steps}</source>
<translation>已停止并保存 · {steps}</translation>
</message>
<message>
<source>stopped without saving · {steps}</source>
<translation>已停止，没有保存 · {steps}</translation>
</message>
<message>
<source>saving · {steps} done · {doing}</source>
<translation>正在保存 · 已完成 {steps} · {doing}</translation>
</message>
<message>
<source>stopping · {steps} · nothing more is saved</source>
<translation>正在停止 · {steps} · 不再保存</translation>
</message>
<message>
<source>stopping · {steps} · this step is finished, then all is saved</source>
<translation>正在停止 · {steps} · 完成这一步后全部保存</translation>
</message>
<message>
<source>paused · {steps} · the model stays in memory</source>
<translation>已暂停 · {steps} · 模型留在内存中</translation>
</message>
<message>
<source>stopping · {phase}</source>
<translation>正在停止 · {phase}</translation>
</message>
<message>
<source>training · {steps} · {doing}</source>
<translation>训练中 · {steps} · {doing}</translation>
</message>
<message>
<source>training · {steps} · the first steps are slower</source>
<translation>训练中 · {steps} · 最初几步较慢</translation>
</message>
<message>
<source>Downloading {model}</source>
<translation>正在下载 {model}</translation>
</message>
<message>
<source>writing what was learned</source>
<translation>正在写出学到的内容</translation>
</message>
<message>
<source>Queue: {n} to come</source>
<translation>队列：还有 {n} 项</translation>
</message>
<message>
<source>Queue not started: {n} waiting</source>
<translation>队列未启动：{n} 个等待中</translation>
</message>
<message>
<source>Queue: see what failed</source>
<translation>队列：有失败的项目</translation>
</message>
<message>
<source>“{run}” failed: {sentence}</source>
<translation>“{run}”失败：{sentence}</translation>
</message>
<message>
<source>It is kept in the queue on the Runs page, where it can be changed or tried again.</source>
<translation>它保留在“训练记录”页的队列中，可以更改或重试。</translation>
</message>
<message>
<source>This run could not be started.</source>
<translation>无法开始这次训练。</translation>
</message>
<message>
<source>Opening the run</source>
<translation>正在打开训练记录</translation>
</message>
<message>
<source>Freeing the memory</source>
<translation>正在释放内存</translation>
</message>
<message>
<source>{n} setting</source>
<translation>{n} 项设置</translation>
</message>
<message>
<source>{n} settings</source>
<translation>{n} 项设置</translation>
</message>
<message>
<source>name of the run</source>
<translation>训练名称</translation>
</message>
<message>
<source>choice of the method</source>
<translation>方法的选择</translation>
</message>
<message>
<source>choice of the model</source>
<translation>模型的选择</translation>
</message>
<message>
<source>choice of the run</source>
<translation>训练的选择</translation>
</message>
<message>
<source>Taken back: {change}</source>
<translation>已撤销：{change}</translation>
</message>
<message>
<source>Done again: {change}</source>
<translation>已重做：{change}</translation>
</message>
<message>
<source>Starting</source>
<translation>正在开始</translation>
</message>
<message>
<source>paused</source>
<translation>已暂停</translation>
</message>
<message>
<source>went on</source>
<translation>已继续</translation>
</message>
<message>
<source>A language model is being trained</source>
<translation>正在训练语言模型</translation>
</message>
<message>
<source>Opening the adapter</source>
<translation>正在打开适配器</translation>
</message>
<message>
<source>This run</source>
<translation>本次训练</translation>
</message>
<message>
<source>Other runs</source>
<translation>其他训练</translation>
</message>
<message>
<source>Opened adapters</source>
<translation>打开的适配器</translation>
</message>
<message>
<source>Base model</source>
<translation>基座模型</translation>
</message>
<message>
<source>Only the base and this run are offered while it trains: another adapter would disturb its model.</source>
<translation>训练时只提供基座模型和本次训练：其他适配器会干扰它的模型。</translation>
</message>
<message>
<source>No model is loaded that this adapter could be put on; load it first.</source>
<translation>尚未加载可以装上此适配器的模型；请先加载模型。</translation>
</message>
<message>
<source>Checkpoint, step {n}</source>
<translation>检查点，第 {n} 步</translation>
</message>
<message>
<source>{run}, step {n}</source>
<translation>{run}，第 {n} 步</translation>
</message>
<message>
<source>being trained</source>
<translation>训练中</translation>
</message>
<message>
<source>{method}, this run</source>
<translation>{method}，本次训练</translation>
</message>
<message>
<source>Reading the row</source>
<translation>正在读取此行</translation>
</message>
<message>
<source>Measuring the rows</source>
<translation>正在评估各行</translation>
</message>
<message>
<source>Replying</source>
<translation>正在回复</translation>
</message>
<message>
<source>“{job}” needs the model; a message can be sent when it is done.</source>
<translation>“{job}”需要模型；完成后即可发送消息。</translation>
</message>
<message>
<source>The reply is being written.</source>
<translation>正在写回复。</translation>
</message>
<message>
<source>No model is loaded.</source>
<translation>没有加载模型。</translation>
</message>
<message>
<source>None of the chosen speakers is ready yet.</source>
<translation>所选的对话者都还没有准备好。</translation>
</message>
<message>
<source>The conversation cannot be saved ({reason}).</source>
<translation>无法保存对话（{reason}）。</translation>
</message>
<message>
<source>A model</source>
<translation>模型</translation>
</message>
<message>
<source>This is the starter: a small language model that comes with the program. Your own is opened here later, from a folder or by its name on the Hugging Face Hub.</source>
<translation>这是自带示例：程序自带的一个小语言模型。以后可以在这里打开你自己的模型，从文件夹打开，或填写 Hugging Face Hub 上的名称。</translation>
</message>
<message>
<source>Loading the model…</source>
<translation>正在加载模型…</translation>
</message>
<message>
<source>Rows to learn from</source>
<translation>要学习的数据</translation>
</message>
<message>
<source>Each row is a question with its answer. Choose one: what will be learned stands on blue ground, what is only read stands plain.</source>
<translation>每行是一个问题及其答案。请选择一行：蓝底的内容会学习，没有底色的只是读取。</translation>
</message>
<message>
<source>Reading the rows…</source>
<translation>正在读取数据…</translation>
</message>
<message>
<source>A way to learn it</source>
<translation>学习的方法</translation>
</message>
<message>
<source>LoRA trains a small addition beside the frozen weights. Each method and each setting says what it is for. For now everything may stay as it is.</source>
<translation>LoRA 在冻结的权重旁训练一小部分新增内容。每种方法和每项设置都有说明。现在都可以保持原样。</translation>
</message>
<message>
<source>Start</source>
<translation>开始</translation>
</message>
<message>
<source>Here stands what the run will train and what memory it will need. Press Start training.</source>
<translation>这里写着这次要训练什么、需要多少内存。请点击“开始训练”。</translation>
</message>
<message>
<source>Waiting for you to press Start training</source>
<translation>等待你点击“开始训练”</translation>
</message>
<message>
<source>It learns</source>
<translation>正在学习</translation>
</message>
<message>
<source>The line is the loss: how surprised the model is by the answers. It falls while the model learns. This takes about a minute; you may look around meanwhile.</source>
<translation>这条线是损失：模型对答案有多意外。学习时它会下降。大约需要一分钟；其间你可以到处看看。</translation>
</message>
<message>
<source>Training…</source>
<translation>训练中…</translation>
</message>
<message>
<source>Talk to both</source>
<translation>与两者对话</translation>
</message>
<message>
<source>A row that training never saw is filled in. Send it: the base model answers on the one side, the tuned one on the other.</source>
<translation>已填入一行训练时没见过的数据。请发送：一边由基座模型回答，另一边由微调后的模型回答。</translation>
</message>
<message>
<source>Waiting for you to press Send</source>
<translation>等待你点击“发送”</translation>
</message>
<message>
<source>That is all</source>
<translation>完成了</translation>
</message>
<message>
<source>The same question, before and after. Now open a model and rows of your own; what you trained here stands on the Runs page.</source>
<translation>同一个问题，训练前后的回答。现在可以打开你自己的模型和数据；刚才的训练在“训练记录”页。</translation>
</message>
<message>
<source>This machine has an AMD GPU, but the installed torch {version} is not built for it, so that everything runs on the processor. Install a torch with ROCm: pip install torch --index-url {index}</source>
<translation>这台电脑有 AMD GPU，但安装的 torch {version} 不支持它，因此一切都在处理器上运行。请安装带 ROCm 的 torch：pip install torch --index-url {index}</translation>
</message>
<message>
<source>This machine has an NVIDIA GPU, but no driver for it is loaded, so that everything runs on the processor. Install NVIDIA's driver, restart the machine, and start the program again.</source>
<translation>这台电脑有 NVIDIA GPU，但没有加载它的驱动程序，因此一切都在处理器上运行。请安装 NVIDIA 驱动程序，重启电脑，再重新启动本程序。</translation>
</message>
<message>
<source>{gpu} cannot be used: the installed torch {version} is built for the processor alone. Install a torch with CUDA: pip install torch --index-url {index}</source>
<translation>无法使用 {gpu}：安装的 torch {version} 只支持处理器。请安装带 CUDA 的 torch：pip install torch --index-url {index}</translation>
</message>
<message>
<source>{gpu} cannot be used: its driver {driver} is too old for a torch with CUDA {cuda}, which needs {needed} or newer. Update NVIDIA's driver, and restart the machine.</source>
<translation>无法使用 {gpu}：驱动程序 {driver} 对于带 CUDA {cuda} 的 torch 来说太旧，需要 {needed} 或更高版本。请更新 NVIDIA 驱动程序，然后重启电脑。</translation>
</message>
<message>
<source>{gpu} cannot be used; torch says: {reason}.</source>
<translation>无法使用 {gpu}；torch 提示：{reason}。</translation>
</message>
<message>
<source>The NVIDIA GPU</source>
<translation>NVIDIA GPU</translation>
</message>
<message>
<source>Exact. Needs the most memory.</source>
<translation>精确。需要的内存最多。</translation>
</message>
<message>
<source>8 bits</source>
<translation>8 位</translation>
</message>
<message>
<source>Nearly exact; each step takes longer.</source>
<translation>几乎精确；每步更慢。</translation>
</message>
<message>
<source>4 bits, NF4</source>
<translation>4 位，NF4</translation>
</message>
<message>
<source>A little less exact, and slower; the usual way to fit a large model.</source>
<translation>精度略低，也较慢；要放下大模型时通常用它。</translation>
</message>
<message>
<source>4 bits, FP4</source>
<translation>4 位，FP4</translation>
</message>
<message>
<source>As small as NF4, for most models less exact.</source>
<translation>与 NF4 一样小，对多数模型精度更低。</translation>
</message>
<message>
<source>Edit…</source>
<translation>编辑…</translation>
</message>
<message>
<source>How a conversation is written as the one text that the model reads</source>
<translation>对话如何写成模型读取的一整段文本</translation>
</message>
<message>
<source>Phrasings…</source>
<translation>提问方式…</translation>
</message>
<message>
<source>Ask about the rows in words of your own, and see what the base model answers</source>
<translation>用你自己的话就各行提问，看看基座模型怎么回答</translation>
</message>
<message>
<source>Template: {template}</source>
<translation>模板：{template}</translation>
</message>
<message>
<source>{phrasing}
Click to ask as the form says again</source>
<translation>{phrasing}
点击可恢复按数据形式提问</translation>
</message>
<message>
<source>Bits of the weights</source>
<translation>权重的位数</translation>
</message>
<message>
<source>{size}, saves {share}</source>
<translation>{size}，节省 {share}</translation>
</message>
<message>
<source>This needs the package bitsandbytes.</source>
<translation>这需要安装 bitsandbytes 包。</translation>
</message>
<message>
<source>Not the default</source>
<translation>与默认值不同</translation>
</message>
<message>
<source>Reset all of them</source>
<translation>全部重置</translation>
</message>
<message>
<source>{value} (default {default})</source>
<translation>{value}（默认 {default}）</translation>
</message>
<message>
<source>Reset {setting}</source>
<translation>重置“{setting}”</translation>
</message>
<message>
<source>Show or hide: {name}</source>
<translation>显示或隐藏：{name}</translation>
</message>
<message>
<source>Logarithmic axis</source>
<translation>对数坐标轴</translation>
</message>
<message>
<source>Menu of the chart: {title}</source>
<translation>图表菜单：{title}</translation>
</message>
<message>
<source>Save, zoom, logarithmic axis.
Wheel or + and −: zoom; drag or Page keys: move; double click or Home: all; arrows: values; L: logarithmic</source>
<translation>保存、缩放、对数坐标轴。
滚轮或 +、−：缩放；拖动或翻页键：移动；双击或 Home：全部；方向键：数值；L：对数</translation>
</message>
<message>
<source>Show everything</source>
<translation>显示全部</translation>
</message>
<message>
<source>Zoom in</source>
<translation>放大</translation>
</message>
<message>
<source>Zoom out</source>
<translation>缩小</translation>
</message>
<message>
<source>Save picture…</source>
<translation>保存图片…</translation>
</message>
<message>
<source>Save numbers…</source>
<translation>保存数据…</translation>
</message>
<message>
<source>Save picture</source>
<translation>保存图片</translation>
</message>
<message>
<source>Pictures (*.png)</source>
<translation>图片 (*.png)</translation>
</message>
<message>
<source>Save numbers</source>
<translation>保存数据</translation>
</message>
<message>
<source>Tables (*.csv)</source>
<translation>表格 (*.csv)</translation>
</message>
<message>
<source>Conversation</source>
<translation>对话</translation>
</message>
<message>
<source>Compare one more</source>
<translation>再加一列比较</translation>
</message>
<message>
<source>Who answers here; all stand on the one base in memory</source>
<translation>由谁在这里回答；都基于内存中的同一个基座</translation>
</message>
<message>
<source>Preset</source>
<translation>预设</translation>
</message>
<message>
<source>Keep these settings as a preset</source>
<translation>把这些设置存为预设</translation>
</message>
<message>
<source>Delete this preset</source>
<translation>删除此预设</translation>
</message>
<message>
<source>An instruction that stands before the whole conversation.</source>
<translation>放在整段对话之前的指令。</translation>
</message>
<message>
<source>System prompt</source>
<translation>系统提示词</translation>
</message>
<message>
<source>Keep these settings</source>
<translation>保存这些设置</translation>
</message>
<message>
<source>Name of the preset</source>
<translation>预设名称</translation>
</message>
<message>
<source>Settings of your own</source>
<translation>自定义的设置</translation>
</message>
<message>
<source>{n} row left out</source>
<translation>已排除的 {n} 行</translation>
</message>
<message>
<source>{n} rows left out</source>
<translation>已排除的 {n} 行</translation>
</message>
<message>
<source>{n} duplicate</source>
<translation>重复 {n} 行</translation>
</message>
<message>
<source>{n} duplicates</source>
<translation>重复 {n} 行</translation>
</message>
<message>
<source>{n} in both splits</source>
<translation>{n} 行在训练集和验证集中都有</translation>
</message>
<message>
<source>Checks</source>
<translation>检查</translation>
</message>
<message>
<source>Show only these rows</source>
<translation>只显示这些行</translation>
</message>
<message>
<source>Classes</source>
<translation>类别</translation>
</message>
<message>
<source>{name}: {share} of the rows to learn from, {held_out} of those held out</source>
<translation>{name}：占学习行的 {share}，占验证行的 {held_out}</translation>
</message>
<message>
<source>Class</source>
<translation>类别</translation>
</message>
<message>
<source>{counts} classes</source>
<translation>{counts} 个类别</translation>
</message>
<message>
<source>and {n} less likely classes</source>
<translation>另有 {n} 个可能性较低的类别</translation>
</message>
<message>
<source>Probability of each class</source>
<translation>各类别的概率</translation>
</message>
<message>
<source>Base</source>
<translation>基座</translation>
</message>
<message>
<source>Tuned</source>
<translation>微调后</translation>
</message>
<message>
<source>{name}  ✓ right</source>
<translation>{name}  ✓ 正确</translation>
</message>
<message>
<source>Keep the window open</source>
<translation>不关闭窗口</translation>
</message>
<message>
<source>The model is still training.</source>
<translation>模型仍在训练。</translation>
</message>
<message>
<source>Stopping saves what was learned so far; the run can be resumed from the Runs page.</source>
<translation>停止时会保存已学到的内容；可以在“训练记录”页继续训练。</translation>
</message>
<message>
<source>Save and close</source>
<translation>保存并关闭</translation>
</message>
<message>
<source>Stop</source>
<translation>停止</translation>
</message>
<message>
<source>Column for {role}</source>
<translation>“{role}”对应的列</translation>
</message>
<message>
<source>choose…</source>
<translation>请选择…</translation>
</message>
<message>
<source>Command line</source>
<translation>命令行</translation>
</message>
<message>
<source>Copy</source>
<translation>复制</translation>
</message>
<message>
<source>Copied</source>
<translation>已复制</translation>
</message>
<message>
<source>Command or setting</source>
<translation>命令或设置</translation>
</message>
<message>
<source>What fits</source>
<translation>匹配项</translation>
</message>
<message>
<source>Type a command, a page or a setting</source>
<translation>输入命令、页面或设置</translation>
</message>
<message>
<source>Nothing fits</source>
<translation>没有匹配项</translation>
</message>
<message>
<source>Conversations</source>
<translation>对话</translation>
</message>
<message>
<source>Search the conversations</source>
<translation>搜索对话</translation>
</message>
<message>
<source>Saved conversations</source>
<translation>已保存的对话</translation>
</message>
<message>
<source>Enter opens, F2 renames, Del deletes</source>
<translation>Enter 打开，F2 重命名，Del 删除</translation>
</message>
<message>
<source>What you say here is kept on this machine and listed here.</source>
<translation>你在这里说的话保存在这台电脑上，并列在这里。</translation>
</message>
<message>
<source>Rename</source>
<translation>重命名</translation>
</message>
<message>
<source>Delete</source>
<translation>删除</translation>
</message>
<message>
<source>Search</source>
<translation>搜索</translation>
</message>
<message>
<source>{n} message</source>
<translation>{n} 条消息</translation>
</message>
<message>
<source>{n} messages</source>
<translation>{n} 条消息</translation>
</message>
<message>
<source>Deleted: {title}</source>
<translation>已删除：{title}</translation>
</message>
<message>
<source>Report a crash</source>
<translation>报告崩溃</translation>
</message>
<message>
<source>This is the newest report, in English for those who mend the program. It stands in a file on this machine; nothing is ever sent.</source>
<translation>这是最新的报告，用英文写成，供修复程序的人阅读。它保存在本机的一个文件中，绝不会发送到任何地方。</translation>
</message>
<message>
<source>Nothing has crashed so far. This is how things stand now; nothing is ever sent.</source>
<translation>目前没有发生过崩溃。这是现在的状况；绝不会发送任何内容。</translation>
</message>
<message>
<source>Report</source>
<translation>报告</translation>
</message>
<message>
<source>Show the folder</source>
<translation>打开所在文件夹</translation>
</message>
<message>
<source>Choose files…</source>
<translation>选择文件…</translation>
</message>
<message>
<source>More to learn from; files and folders can also be dropped here</source>
<translation>添加更多学习内容；也可以把文件和文件夹拖到这里</translation>
</message>
<message>
<source>Pattern or Hub id</source>
<translation>通配模式或 Hub 名称</translation>
</message>
<message>
<source>{pattern}, or {hub_id}</source>
<translation>{pattern} 或 {hub_id}</translation>
</message>
<message>
<source>Pattern of files, or Hub data set with its configuration and split</source>
<translation>文件的通配模式，或 Hub 数据集及其配置和划分</translation>
</message>
<message>
<source>Add this</source>
<translation>添加</translation>
</message>
<message>
<source>Cancel</source>
<translation>取消</translation>
</message>
<message>
<source>Files…</source>
<translation>文件…</translation>
</message>
<message>
<source>A folder…</source>
<translation>文件夹…</translation>
</message>
<message>
<source>A pattern or a Hub id…</source>
<translation>通配模式或 Hub 名称…</translation>
</message>
<message>
<source>Choose data files</source>
<translation>选择数据文件</translation>
</message>
<message>
<source>Add data files</source>
<translation>添加数据文件</translation>
</message>
<message>
<source>Add a folder of data files</source>
<translation>添加数据文件夹</translation>
</message>
<message>
<source>Add</source>
<translation>添加</translation>
</message>
<message>
<source>Instead of these</source>
<translation>替换为</translation>
</message>
<message>
<source>{value} (default)</source>
<translation>{value}（默认）</translation>
</message>
<message>
<source>Settings that differ</source>
<translation>不同的设置</translation>
</message>
<message>
<source>No settings differ</source>
<translation>设置完全相同</translation>
</message>
<message>
<source>Progress of the download</source>
<translation>下载进度</translation>
</message>
<message>
<source>What is here by now is kept; the download can go on later</source>
<translation>已下载的内容会保留；以后可以继续下载</translation>
</message>
<message>
<source>Files of the download</source>
<translation>下载的文件</translation>
</message>
<message>
<source>{time} left</source>
<translation>还剩 {time}</translation>
</message>
<message>
<source>{name}: {done} of {total}</source>
<translation>{name}：{done} / {total}</translation>
</message>
<message>
<source>{speed}/s</source>
<translation>每秒 {speed}</translation>
</message>
<message>
<source>Evaluations</source>
<translation>评估</translation>
</message>
<message>
<source>Step</source>
<translation>步</translation>
</message>
<message>
<source>best</source>
<translation>最佳</translation>
</message>
<message>
<source>Show where this is chosen</source>
<translation>显示在哪里选择</translation>
</message>
<message>
<source>Details</source>
<translation>详情</translation>
</message>
<message>
<source>{file}
Click to take it away</source>
<translation>{file}
点击可移除</translation>
</message>
<message>
<source>and {n} more</source>
<translation>等 {n} 项</translation>
</message>
<message>
<source>Fit to my memory</source>
<translation>适应我的内存</translation>
</message>
<message>
<source>Memory that the run may take</source>
<translation>这次训练可用的内存</translation>
</message>
<message>
<source>Working out what to change</source>
<translation>正在计算该更改什么</translation>
</message>
<message>
<source>Take the change back</source>
<translation>撤销更改</translation>
</message>
<message>
<source>The run needs about {needed}. Each of these is enough, the fastest first:</source>
<translation>这次训练约需 {needed}。下列任一项都足够，最快的排在前面：</translation>
</message>
<message>
<source>The run needs about {needed}. No change of the settings is enough; choose a smaller model or a method that trains less.</source>
<translation>这次训练约需 {needed}。更改设置也不够；请选择更小的模型，或训练更少内容的方法。</translation>
</message>
<message>
<source>What would help cannot be told: {error}</source>
<translation>无法判断怎样才有帮助：{error}</translation>
</message>
<message>
<source>The run may take</source>
<translation>这次训练可用</translation>
</message>
<message>
<source>What this run needs is not known yet.</source>
<translation>这次训练需要多少内存还不清楚。</translation>
</message>
<message>
<source>It fits: the run needs about {needed}.</source>
<translation>放得下：这次训练约需 {needed}。</translation>
</message>
<message>
<source>The run needs about {needed}. Working out what would help…</source>
<translation>这次训练约需 {needed}。正在计算怎样才有帮助…</translation>
</message>
<message>
<source>as recognised</source>
<translation>自动识别</translation>
</message>
<message>
<source>question and answer</source>
<translation>问答</translation>
</message>
<message>
<source>conversation</source>
<translation>对话</translation>
</message>
<message>
<source>chosen and rejected answer</source>
<translation>选中与落选的回答</translation>
</message>
<message>
<source>multiple choice</source>
<translation>选择题</translation>
</message>
<message>
<source>plain text</source>
<translation>纯文本</translation>
</message>
<message>
<source>tokens</source>
<translation>token</translation>
</message>
<message>
<source>text and class</source>
<translation>文本与类别</translation>
</message>
<message>
<source>tagged words</source>
<translation>带标签的词</translation>
</message>
<message>
<source>Each row is</source>
<translation>每行是</translation>
</message>
<message>
<source>What a row holds</source>
<translation>每行的内容</translation>
</message>
<message>
<source>Columns</source>
<translation>指定各列</translation>
</message>
<message>
<source>Which column plays which role</source>
<translation>哪一列担任哪个角色</translation>
</message>
<message>
<source>{form}, {reason}, sure</source>
<translation>{form}（{reason}，把握大）</translation>
</message>
<message>
<source>{form}, {reason}</source>
<translation>{form}，{reason}</translation>
</message>
<message>
<source>or</source>
<translation>或</translation>
</message>
<message>
<source>Is it</source>
<translation>按哪种读取</translation>
</message>
<message>
<source>choose below what it is</source>
<translation>请在下面选择它是什么</translation>
</message>
<message>
<source>not recognised; say below which column is which</source>
<translation>无法识别；请在下面指明各列的角色</translation>
</message>
<message>
<source>cannot be used; see below</source>
<translation>无法使用；见下文</translation>
</message>
<message>
<source>Task: {task}</source>
<translation>任务：{task}</translation>
</message>
<message>
<source>gradient norm</source>
<translation>梯度范数</translation>
</message>
<message>
<source>Gradient norm</source>
<translation>梯度范数</translation>
</message>
<message>
<source>step</source>
<translation>步</translation>
</message>
<message>
<source>Search the list</source>
<translation>搜索列表</translation>
</message>
<message>
<source>cannot be chosen: {why_not}</source>
<translation>无法选择：{why_not}</translation>
</message>
<message>
<source>equal questions together</source>
<translation>相同的问题放在一起</translation>
</message>
<message>
<source>each class alike, equal texts together</source>
<translation>各类比例相同，相同的文本放在一起</translation>
</message>
<message>
<source>equal sentences together</source>
<translation>相同的句子放在一起</translation>
</message>
<message>
<source>equal texts together</source>
<translation>相同的文本放在一起</translation>
</message>
<message>
<source>Drawn at random with seed {seed}: the same rows every time. {how}.</source>
<translation>以随机种子 {seed} 随机抽取：每次都是同样的行。{how}。</translation>
</message>
<message>
<source>at random, {together}</source>
<translation>随机抽取，{together}</translation>
</message>
<message>
<source>Rows that are not learned from, to see how well the model does on what it has not met</source>
<translation>不用于学习的行，用来检验模型对没见过的内容表现如何</translation>
</message>
<message>
<source>Held out</source>
<translation>验证集</translation>
</message>
<message>
<source>Share of the rows held out</source>
<translation>留作验证的行所占的比例</translation>
</message>
<message>
<source>or a file…</source>
<translation>或用文件…</translation>
</message>
<message>
<source>{file}
Click for a share of the rows instead</source>
<translation>{file}
点击可改为按比例留出</translation>
</message>
<message>
<source>all its rows, and no others</source>
<translation>文件的所有行，不含其他</translation>
</message>
<message>
<source>the starter brings rows for it</source>
<translation>自带示例已包含验证行</translation>
</message>
<message>
<source>nothing shows how well unseen rows go</source>
<translation>无从得知对没见过的行效果如何</translation>
</message>
<message>
<source>A file of rows to measure with</source>
<translation>用于评估的文件</translation>
</message>
<message>
<source>Held-out example</source>
<translation>验证集示例</translation>
</message>
<message>
<source>Rows that training never saw. One fills the message and shows the expected answer.</source>
<translation>训练时没有见过的行。选一行会填入消息，并显示预期的答案。</translation>
</message>
<message>
<source>Try a held-out row…</source>
<translation>试一行验证数据…</translation>
</message>
<message>
<source>No held-out rows</source>
<translation>没有验证行</translation>
</message>
<message>
<source>{n} model</source>
<translation>{n} 个模型</translation>
</message>
<message>
<source>{n} models</source>
<translation>{n} 个模型</translation>
</message>
<message>
<source>Hugging Face cache</source>
<translation>Hugging Face 缓存</translation>
</message>
<message>
<source>Looking…</source>
<translation>正在查看…</translation>
</message>
<message>
<source>Models in the Hugging Face cache</source>
<translation>Hugging Face 缓存中的模型</translation>
</message>
<message>
<source>Use this model</source>
<translation>使用此模型</translation>
</message>
<message>
<source>Size</source>
<translation>大小</translation>
</message>
<message>
<source>Changed</source>
<translation>更改时间</translation>
</message>
<message>
<source>State</source>
<translation>状态</translation>
</message>
<message>
<source>{models}, {size}, in {folder}</source>
<translation>{models}，{size}，位于 {folder}</translation>
</message>
<message>
<source>No model was downloaded to {folder} yet.</source>
<translation>{folder} 中还没有下载过模型。</translation>
</message>
<message>
<source>Can be used</source>
<translation>可以使用</translation>
</message>
<message>
<source>Go on downloading</source>
<translation>继续下载</translation>
</message>
<message>
<source>Progress of the job</source>
<translation>任务进度</translation>
</message>
<message>
<source>Stop; what training has learned so far is saved</source>
<translation>停止；已学到的内容会保存</translation>
</message>
<message>
<source>Stop the job</source>
<translation>停止任务</translation>
</message>
<message>
<source>stopping</source>
<translation>正在停止</translation>
</message>
<message>
<source>Go on</source>
<translation>继续</translation>
</message>
<message>
<source>Pause after this step</source>
<translation>在这一步之后暂停</translation>
</message>
<message>
<source>Pause</source>
<translation>暂停</translation>
</message>
<message>
<source>paused, {what}</source>
<translation>已暂停，{what}</translation>
</message>
<message>
<source>{left} left</source>
<translation>还剩 {left}</translation>
</message>
<message>
<source>learning rate</source>
<translation>学习率</translation>
</message>
<message>
<source>Learning rate</source>
<translation>学习率</translation>
</message>
<message>
<source>Lengths of the rows in tokens</source>
<translation>各行的长度（token）</translation>
</message>
<message>
<source>Longest row {longest} tokens; {beyond}</source>
<translation>最长的行有 {longest} 个 token；{beyond}</translation>
</message>
<message>
<source>{share} left out</source>
<translation>{share} 被排除</translation>
</message>
<message>
<source>{share} cut</source>
<translation>{share} 被截断</translation>
</message>
<message>
<source>max {length} lies beyond →</source>
<translation>上限 {length} 在右侧之外 →</translation>
</message>
<message>
<source>max {length}, {beyond}</source>
<translation>上限 {length}，{beyond}</translation>
</message>
<message>
<source>are left out</source>
<translation>排除</translation>
</message>
<message>
<source>lose the question's start</source>
<translation>截去问题的开头</translation>
</message>
<message>
<source>lose the answer's end</source>
<translation>截去回答的末尾</translation>
</message>
<message>
<source>Lengths</source>
<translation>长度</translation>
</message>
<message>
<source>Too long</source>
<translation>过长的行</translation>
</message>
<message>
<source>What becomes of rows longer than the maximum</source>
<translation>超过上限的行如何处理</translation>
</message>
<message>
<source>Chart: {title}</source>
<translation>图表：{title}</translation>
</message>
<message>
<source>no points yet</source>
<translation>还没有数据点</translation>
</message>
<message>
<source> (at {x})</source>
<translation>（第 {x} 步）</translation>
</message>
<message>
<source>Load it as</source>
<translation>加载方式</translation>
</message>
<message>
<source>Show every setting</source>
<translation>显示所有设置</translation>
</message>
<message>
<source>Load model</source>
<translation>加载模型</translation>
</message>
<message>
<source>Unload</source>
<translation>卸载</translation>
</message>
<message>
<source>Frees the memory that the model takes</source>
<translation>释放模型占用的内存</translation>
</message>
<message>
<source>In memory: {size} on {device}.</source>
<translation>已载入 {device}，占用 {size} 内存。</translation>
</message>
<message>
<source>Advanced</source>
<translation>高级</translation>
</message>
<message>
<source>Loaded</source>
<translation>已加载</translation>
</message>
<message>
<source>Will take about {size} of memory.</source>
<translation>约需 {size} 内存。</translation>
</message>
<message>
<source>each step</source>
<translation>每步</translation>
</message>
<message>
<source>smoothed</source>
<translation>平滑</translation>
</message>
<message>
<source>held-out rows</source>
<translation>验证集</translation>
</message>
<message>
<source>Loss</source>
<translation>损失</translation>
</message>
<message>
<source>loss</source>
<translation>损失</translation>
</message>
<message>
<source>Log axis</source>
<translation>对数轴</translation>
</message>
<message>
<source>A logarithmic axis shows small changes late in training.</source>
<translation>对数坐标轴能显示训练后期的细微变化。</translation>
</message>
<message>
<source>Smoothing</source>
<translation>平滑</translation>
</message>
<message>
<source>How much of the smoothed line comes from the steps before.</source>
<translation>平滑曲线有多少来自之前的步。</translation>
</message>
<message>
<source>Smooth</source>
<translation>平滑</translation>
</message>
<message>
<source>best at step {step}: held-out {loss}</source>
<translation>最佳在第 {step} 步：验证集损失 {loss}</translation>
</message>
<message>
<source>Move the mouse or press a key to begin</source>
<translation>移动鼠标或按任意键开始</translation>
</message>
<message>
<source>Memory of this program</source>
<translation>本程序占用的内存</translation>
</message>
<message>
<source>CPU, {n} core</source>
<translation>CPU，{n} 核</translation>
</message>
<message>
<source>CPU, {n} cores</source>
<translation>CPU，{n} 核</translation>
</message>
<message>
<source>measured</source>
<translation>实测</translation>
</message>
<message>
<source>forecast</source>
<translation>预测</translation>
</message>
<message>
<source>peak</source>
<translation>峰值</translation>
</message>
<message>
<source>reserved</source>
<translation>已预留</translation>
</message>
<message>
<source>whole card</source>
<translation>整张显卡</translation>
</message>
<message>
<source>Memory</source>
<translation>内存</translation>
</message>
<message>
<source>memory (bytes)</source>
<translation>内存（字节）</translation>
</message>
<message>
<source>Close this message</source>
<translation>关闭此消息</translation>
</message>
<message>
<source>Drawing of {title}: which weights are frozen and which are trained</source>
<translation>{title} 示意图：哪些权重冻结，哪些参与训练</translation>
</message>
<message>
<source>A, B: random, shared</source>
<translation>A、B：随机，各层共用</translation>
</message>
<message>
<source>d, b: trained</source>
<translation>d、b：训练</translation>
</message>
<message>
<source>trained, one at</source>
<translation>训练，</translation>
</message>
<message>
<source>random at a time</source>
<translation>每次随机取一个</translation>
</message>
<message>
<source>text</source>
<translation>文本</translation>
</message>
<message>
<source>trained, in every layer</source>
<translation>每一层都训练</translation>
</message>
<message>
<source>attention</source>
<translation>注意力</translation>
</message>
<message>
<source>feed-forward</source>
<translation>前馈</translation>
</message>
<message>
<source>model, frozen</source>
<translation>模型，冻结</translation>
</message>
<message>
<source>network</source>
<translation>网络</translation>
</message>
<message>
<source>any part, frozen</source>
<translation>任意部分，冻结</translation>
</message>
<message>
<source>layer</source>
<translation>层</translation>
</message>
<message>
<source>What it does</source>
<translation>作用</translation>
</message>
<message>
<source>Read the paper, {address}</source>
<translation>阅读论文，{address}</translation>
</message>
<message>
<source>Opens the paper in the browser: {address}</source>
<translation>在浏览器中打开论文：{address}</translation>
</message>
<message>
<source>Can be merged: the result can be exported as an ordinary model.</source>
<translation>可以合并：结果可导出为普通模型。</translation>
</message>
<message>
<source>Cannot be merged: what is learned stays a small file beside the model.</source>
<translation>无法合并：学到的内容始终是模型之外的一个小文件。</translation>
</message>
<message>
<source>Held-out rows</source>
<translation>验证集</translation>
</message>
<message>
<source>value</source>
<translation>值</translation>
</message>
<message>
<source>What is drawn</source>
<translation>绘制的指标</translation>
</message>
<message>
<source>Choose the language model that you want to teach: open its folder, drop the folder here, or name one of the Hugging Face Hub. Nothing leaves this machine.</source>
<translation>选择你想教的语言模型：打开它的文件夹，把文件夹拖到这里，或填写 Hugging Face Hub 上的名称。任何内容都不会离开这台电脑。</translation>
</message>
<message>
<source>Try it with the starter</source>
<translation>用自带示例试一试</translation>
</message>
<message>
<source>Loads the small model and the data that come with the program, ready to train</source>
<translation>加载程序自带的小模型和数据，马上就能训练</translation>
</message>
<message>
<source>Open folder…</source>
<translation>打开文件夹…</translation>
</message>
<message>
<source>Hugging Face cache…</source>
<translation>Hugging Face 缓存…</translation>
</message>
<message>
<source>The models of the Hub that are on this machine already</source>
<translation>已在这台电脑上的 Hub 模型</translation>
</message>
<message>
<source>or a Hub id, as in Qwen/Qwen2.5-0.5B</source>
<translation>或 Hub 名称，如 Qwen/Qwen2.5-0.5B</translation>
</message>
<message>
<source>Hub id</source>
<translation>Hub 上的名称</translation>
</message>
<message>
<source>Use</source>
<translation>使用</translation>
</message>
<message>
<source>Looks at this model; loading it downloads it where it is not here yet</source>
<translation>查看这个模型；如果这里还没有，加载时会下载</translation>
</message>
<message>
<source>What the model shall do; not every model can do everything</source>
<translation>让模型做什么；不是每个模型什么都能做</translation>
</message>
<message>
<source>Task</source>
<translation>任务</translation>
</message>
<message>
<source> The model {kept} stays.</source>
<translation>仍使用模型 {kept}。</translation>
</message>
<message>
<source>On this machine, from the Hub</source>
<translation>已从 Hub 下载到这台电脑</translation>
</message>
<message>
<source>Looking at the model…</source>
<translation>正在查看模型…</translation>
</message>
<message>
<source>On this machine are: {models}.</source>
<translation>这台电脑上有：{models}。</translation>
</message>
<message>
<source>Recent</source>
<translation>最近使用</translation>
</message>
<message>
<source>Name</source>
<translation>名称</translation>
</message>
<message>
<source>Kind</source>
<translation>种类</translation>
</message>
<message>
<source>Text length</source>
<translation>文本长度</translation>
</message>
<message>
<source>Vocabulary</source>
<translation>词表</translation>
</message>
<message>
<source>Chat template</source>
<translation>对话模板</translation>
</message>
<message>
<source>Number format</source>
<translation>数值格式</translation>
</message>
<message>
<source>Files</source>
<translation>文件</translation>
</message>
<message>
<source>Licence</source>
<translation>许可证</translation>
</message>
<message>
<source>Place</source>
<translation>位置</translation>
</message>
<message>
<source>no; a plain one is used</source>
<translation>没有；使用简单模板</translation>
</message>
<message>
<source>no; the text goes as it is</source>
<translation>没有；文本原样输入</translation>
</message>
<message>
<source>yes</source>
<translation>有</translation>
</message>
<message>
<source>{architecture}, {layers} layers, {width} wide</source>
<translation>{architecture}，{layers} 层，宽度 {width}</translation>
</message>
<message>
<source>{n} parameters</source>
<translation>{n} 个参数</translation>
</message>
<message>
<source>What it is</source>
<translation>模型信息</translation>
</message>
<message>
<source>Download</source>
<translation>下载</translation>
</message>
<message>
<source>Fetches its files; a download that was cancelled goes on where it stopped</source>
<translation>获取它的文件；取消过的下载会从中断处继续</translation>
</message>
<message>
<source>up to {context} tokens</source>
<translation>最多 {context} 个 token</translation>
</message>
<message>
<source>not told</source>
<translation>未说明</translation>
</message>
<message>
<source>not needed for this task</source>
<translation>此任务不需要</translation>
</message>
<message>
<source>Progress of the run</source>
<translation>训练进度</translation>
</message>
<message>
<source>Stage of the run: {stage}</source>
<translation>训练阶段：{stage}</translation>
</message>
<message>
<source>Write the question in your own words, with columns in braces. The base model, as it is before training, answers the same rows for each phrasing; the one that it understands best is a good start.</source>
<translation>用你自己的话写出问题，列名放在花括号中。训练前的基座模型会就同样的几行回答每种提问方式；它理解得最好的那一种就是好的起点。</translation>
</message>
<message>
<source>empty: the question as it stands in the row</source>
<translation>留空：用行中原有的问题</translation>
</message>
<message>
<source>Phrasing {number}</source>
<translation>提问方式 {number}</translation>
</message>
<message>
<source>Use this one</source>
<translation>使用这一种</translation>
</message>
<message>
<source>Try phrasings</source>
<translation>试用提问方式</translation>
</message>
<message>
<source>Another phrasing</source>
<translation>再加一种提问方式</translation>
</message>
<message>
<source>Ask the base model</source>
<translation>问基座模型</translation>
</message>
<message>
<source>Columns:</source>
<translation>列：</translation>
</message>
<message>
<source>Row {number}. Expected:
{answer}{more}</source>
<translation>第 {number} 行。预期：
{answer}{more}</translation>
</message>
<message>
<source>As the system</source>
<translation>跟随系统</translation>
</message>
<message>
<source>Light</source>
<translation>浅色</translation>
</message>
<message>
<source>Dark</source>
<translation>深色</translation>
</message>
<message>
<source>Language of the system</source>
<translation>跟随系统语言</translation>
</message>
<message>
<source>Preferences</source>
<translation>首选项</translation>
</message>
<message>
<source>Language</source>
<translation>语言</translation>
</message>
<message>
<source>Theme</source>
<translation>主题</translation>
</message>
<message>
<source>Font size</source>
<translation>字号</translation>
</message>
<message>
<source>Processor cores for training</source>
<translation>训练使用的处理器核数</translation>
</message>
<message>
<source>Runs are kept in</source>
<translation>训练保存位置</translation>
</message>
<message>
<source>While training</source>
<translation>训练时</translation>
</message>
<message>
<source>the system's own</source>
<translation>跟随系统</translation>
</message>
<message>
<source>Takes effect at the next start.</source>
<translation>下次启动时生效。</translation>
</message>
<message>
<source>Keep the machine awake</source>
<translation>不让电脑休眠</translation>
</message>
<message>
<source>Tell me through the desktop when a long run has ended</source>
<translation>较长的训练结束时用桌面通知告诉我</translation>
</message>
<message>
<source>Set PEFT_WORKBENCH_HOME before the start to keep everything elsewhere.</source>
<translation>启动前设置 PEFT_WORKBENCH_HOME，即可把所有内容放到别处。</translation>
</message>
<message>
<source>Show</source>
<translation>显示</translation>
</message>
<message>
<source>all of them</source>
<translation>全部</translation>
</message>
<message>
<source>{n} setting is not the default</source>
<translation>{n} 项设置与默认值不同</translation>
</message>
<message>
<source>{n} settings are not the default</source>
<translation>{n} 项设置与默认值不同</translation>
</message>
<message>
<source>Start training</source>
<translation>开始训练</translation>
</message>
<message>
<source>Which settings are not the default, and a way back for each</source>
<translation>哪些设置与默认值不同，并可逐项恢复</translation>
</message>
<message>
<source>Memory that the run will need</source>
<translation>这次训练需要的内存</translation>
</message>
<message>
<source>Fit to my memory…</source>
<translation>适应我的内存…</translation>
</message>
<message>
<source>What to change for the run to take no more than so much</source>
<translation>要让训练不超过一定的内存，该更改什么</translation>
</message>
<message>
<source>Waiting for you</source>
<translation>等待你开始</translation>
</message>
<message>
<source>Ready to train</source>
<translation>可以开始训练</translation>
</message>
<message>
<source>Not ready yet</source>
<translation>尚未就绪</translation>
</message>
<message>
<source>Memory {needed} of {there}</source>
<translation>内存 {needed} / {there}</translation>
</message>
<message>
<source>Batch</source>
<translation>批大小</translation>
</message>
<message>
<source>Steps</source>
<translation>步数</translation>
</message>
<message>
<source>{job} is paused</source>
<translation>“{job}”已暂停</translation>
</message>
<message>
<source>All other settings are the default</source>
<translation>其余设置均为默认值</translation>
</message>
<message>
<source>Fit it…</source>
<translation>适应内存…</translation>
</message>
<message>
<source>Memory: not known yet</source>
<translation>内存：未知</translation>
</message>
<message>
<source>Memory: told as soon as you begin</source>
<translation>内存：开始后即可得知</translation>
</message>
<message>
<source>Change</source>
<translation>更改</translation>
</message>
<message>
<source>Export…</source>
<translation>导出…</translation>
</message>
<message>
<source>The whole list as a table or as JSON lines</source>
<translation>把完整列表导出为表格或 JSON lines</translation>
</message>
<message>
<source>Rows with problems</source>
<translation>有问题的行</translation>
</message>
<message>
<source>{n} problem</source>
<translation>{n} 个问题</translation>
</message>
<message>
<source>{n} problems</source>
<translation>{n} 个问题</translation>
</message>
<message>
<source>Skip this row</source>
<translation>略过此行</translation>
</message>
<message>
<source>Skip these {n} rows</source>
<translation>略过这 {n} 行</translation>
</message>
<message>
<source>Export the list of problems</source>
<translation>导出问题列表</translation>
</message>
<message>
<source>{file} cannot be written: {reason}.</source>
<translation>无法写入 {file}：{reason}。</translation>
</message>
<message>
<source>Message</source>
<translation>消息</translation>
</message>
<message>
<source>The second text of the pair</source>
<translation>文本对中的第二段文本</translation>
</message>
<message>
<source>Second text of the pair</source>
<translation>文本对中的第二段文本</translation>
</message>
<message>
<source>Send</source>
<translation>发送</translation>
</message>
<message>
<source>Write a new message instead</source>
<translation>改为写一条新消息</translation>
</message>
<message>
<source>Send the message to every column</source>
<translation>把消息发给每一列</translation>
</message>
<message>
<source>Show the queue</source>
<translation>显示队列</translation>
</message>
<message>
<source>Nothing waits. “Add to queue” on the Train page puts the present settings here, and “Sweep…” several values of one setting; the runs are then trained one after another.</source>
<translation>没有等待的项目。“训练”页上的“加入队列”会把当前设置放到这里，“逐值试验…”则会放入某项设置的多个值；随后各次训练会依次进行。</translation>
</message>
<message>
<source>Run</source>
<translation>训练</translation>
</message>
<message>
<source>Differs from the run before</source>
<translation>与上一次的不同</translation>
</message>
<message>
<source>Start queue</source>
<translation>开始队列</translation>
</message>
<message>
<source>Earlier</source>
<translation>提前</translation>
</message>
<message>
<source>Later</source>
<translation>推后</translation>
</message>
<message>
<source>Edit</source>
<translation>编辑</translation>
</message>
<message>
<source>Remove</source>
<translation>移除</translation>
</message>
<message>
<source>Take it out and put its settings into the forms</source>
<translation>取出它，并把它的设置填入表单</translation>
</message>
<message>
<source>Runs that wait</source>
<translation>等待中的训练</translation>
</message>
<message>
<source>training</source>
<translation>训练中</translation>
</message>
<message>
<source>waiting</source>
<translation>等待中</translation>
</message>
<message>
<source>Pause queue</source>
<translation>暂停队列</translation>
</message>
<message>
<source>The run that goes on is trained to its end; no other begins.</source>
<translation>正在进行的训练会做完；不再开始其他训练。</translation>
</message>
<message>
<source>Train them one after another</source>
<translation>依次训练</translation>
</message>
<message>
<source>The row as the template writes it</source>
<translation>模板写出的此行内容</translation>
</message>
<message>
<source>Held-out rows that the model replies to</source>
<translation>模型所回复的验证行</translation>
</message>
<message>
<source>Replies through time</source>
<translation>各步的回复</translation>
</message>
<message>
<source>Expected</source>
<translation>预期</translation>
</message>
<message>
<source>Prompt</source>
<translation>提示词</translation>
</message>
<message>
<source>Right answer</source>
<translation>正确答案</translation>
</message>
<message>
<source>(nothing)</source>
<translation>（空）</translation>
</message>
<message>
<source>✓ right</source>
<translation>✓ 正确</translation>
</message>
<message>
<source>Reply in column {n}</source>
<translation>第 {n} 列的回复</translation>
</message>
<message>
<source>Copy the reply in column {n}</source>
<translation>复制第 {n} 列的回复</translation>
</message>
<message>
<source>Copy this reply</source>
<translation>复制此回复</translation>
</message>
<message>
<source>Not asked yet; “Ask this again” asks this one too.</source>
<translation>尚未提问；“重新提问”会同时问这一列。</translation>
</message>
<message>
<source>writing…</source>
<translation>正在写…</translation>
</message>
<message>
<source>Open the report</source>
<translation>打开报告</translation>
</message>
<message>
<source>Copy the report</source>
<translation>复制报告</translation>
</message>
<message>
<source>Row {number}: {tokens}{learned}{cut}</source>
<translation>第 {number} 行：{tokens}{learned}{cut}</translation>
</message>
<message>
<source>Wrong answer: {answers}</source>
<translation>错误答案：{answers}</translation>
</message>
<message>
<source>Wrong answers: {answers}</source>
<translation>错误答案：{answers}</translation>
</message>
<message>
<source>Row</source>
<translation>行</translation>
</message>
<message>
<source>Row {number}</source>
<translation>第 {number} 行</translation>
</message>
<message>
<source>, {n} learned</source>
<translation>，学习 {n} 个</translation>
</message>
<message>
<source>, left out</source>
<translation>，已排除</translation>
</message>
<message>
<source>Wrong answers: {answers} and {n} more</source>
<translation>错误答案：{answers}，另有 {n} 个</translation>
</message>
<message>
<source>The class that the model shall give this row</source>
<translation>模型应给此行的类别</translation>
</message>
<message>
<source>Copy this row</source>
<translation>复制此行</translation>
</message>
<message>
<source>As text</source>
<translation>复制为文本</translation>
</message>
<message>
<source>As token ids</source>
<translation>复制为 token 编号</translation>
</message>
<message>
<source>Methods that learn from wrong answers, as IA3 does, make these less likely</source>
<translation>会从错误答案中学习的方法（如 IA3）会降低它们的概率</translation>
</message>
<message>
<source>, {n} cut</source>
<translation>，截断 {n} 个</translation>
</message>
<message>
<source>, {n} word</source>
<translation>，{n} 个词</translation>
</message>
<message>
<source>, {n} words</source>
<translation>，{n} 个词</translation>
</message>
<message>
<source>{n} row</source>
<translation>{n} 行</translation>
</message>
<message>
<source>{n} rows</source>
<translation>{n} 行</translation>
</message>
<message>
<source>Rows</source>
<translation>数据行</translation>
</message>
<message>
<source>Search the rows, or jump to one with # and its number</source>
<translation>搜索各行，或用 # 加行号跳转</translation>
</message>
<message>
<source>A text that the row holds; #2335 jumps to that row (Ctrl+G)</source>
<translation>行中含有的文本；#2335 跳到该行（Ctrl+G）</translation>
</message>
<message>
<source>Stop looking; what was found stays</source>
<translation>停止查找；已找到的会保留</translation>
</message>
<message>
<source>Stop the search</source>
<translation>停止搜索</translation>
</message>
<message>
<source>Which rows to show</source>
<translation>显示哪些行</translation>
</message>
<message>
<source>Rows of the data</source>
<translation>数据中的行</translation>
</message>
<message>
<source>Search, or #12</source>
<translation>搜索，或 #12</translation>
</message>
<message>
<source>{shown} found, {share} looked through</source>
<translation>找到 {shown} 行，已查找 {share}</translation>
</message>
<message>
<source>the first {shown} of {all_rows} found</source>
<translation>{all_rows}中找到的前 {shown} 行</translation>
</message>
<message>
<source>{shown} of {all_rows}</source>
<translation>{shown} / {all_rows}</translation>
</message>
<message>
<source>problem</source>
<translation>有问题</translation>
</message>
<message>
<source>duplicate</source>
<translation>重复</translation>
</message>
<message>
<source>Words</source>
<translation>词</translation>
</message>
<message>
<source>Learned</source>
<translation>学习</translation>
</message>
<message>
<source>{n} cut</source>
<translation>截断 {n} 个</translation>
</message>
<message>
<source>Tokens</source>
<translation>token</translation>
</message>
<message>
<source>Mark</source>
<translation>标记</translation>
</message>
<message>
<source>This run is still going on.</source>
<translation>这次训练仍在进行。</translation>
</message>
<message>
<source>This run is complete, or saved no checkpoint to go on from.</source>
<translation>这次训练已完成，或没有保存可以继续的检查点。</translation>
</message>
<message>
<source>Select one run.</source>
<translation>请选择一次训练。</translation>
</message>
<message>
<source>Select only one run.</source>
<translation>请只选择一次训练。</translation>
</message>
<message>
<source>Select runs that are not going on.</source>
<translation>请选择没有在进行的训练。</translation>
</message>
<message>
<source>Open</source>
<translation>打开</translation>
</message>
<message>
<source>Load what it learned, to talk to it</source>
<translation>加载它学到的内容，与它对话</translation>
</message>
<message>
<source>Its curves, evaluations and replies; resume it with other settings</source>
<translation>它的曲线、评估和回复；可以用其他设置继续</translation>
</message>
<message>
<source>Resume</source>
<translation>继续训练</translation>
</message>
<message>
<source>Go on from its last checkpoint</source>
<translation>从它最近的检查点继续</translation>
</message>
<message>
<source>Duplicate</source>
<translation>复制为新训练</translation>
</message>
<message>
<source>Put its settings into the forms, to change some and train again</source>
<translation>把它的设置填入表单，更改一些后重新训练</translation>
</message>
<message>
<source>Delete…</source>
<translation>删除…</translation>
</message>
<message>
<source>Add to queue</source>
<translation>加入队列</translation>
</message>
<message>
<source>Train once more with the same settings</source>
<translation>以相同的设置再训练一次</translation>
</message>
<message>
<source>Rename…</source>
<translation>重命名…</translation>
</message>
<message>
<source>Note…</source>
<translation>备注…</translation>
</message>
<message>
<source>Write down what you know about it</source>
<translation>记下关于它的信息</translation>
</message>
<message>
<source>Export merged model…</source>
<translation>导出合并后的模型…</translation>
</message>
<message>
<source>Export adapter…</source>
<translation>导出适配器…</translation>
</message>
<message>
<source>Show command…</source>
<translation>显示命令…</translation>
</message>
<message>
<source>The command line that does the same</source>
<translation>做同样事情的命令行</translation>
</message>
<message>
<source>Save run file…</source>
<translation>保存训练配置文件…</translation>
</message>
<message>
<source>Its settings, to share or keep</source>
<translation>它的设置，用于分享或保存</translation>
</message>
<message>
<source>Select one run or several to see their curves and the settings in which they differ.</source>
<translation>选择一次或多次训练，查看它们的曲线和不同的设置。</translation>
</message>
<message>
<source>Rename the run</source>
<translation>重命名训练</translation>
</message>
<message>
<source>Note about the run</source>
<translation>训练备注</translation>
</message>
<message>
<source>What do you know about it?</source>
<translation>想记下些什么？</translation>
</message>
<message>
<source>This goes on with the run in a terminal, from its last checkpoint:</source>
<translation>在终端中从最近的检查点继续这次训练：</translation>
</message>
<message>
<source>This trains a new run with the same settings in a terminal:</source>
<translation>在终端中以相同的设置开始新的训练：</translation>
</message>
<message>
<source>Command of “{run}”</source>
<translation>“{run}”的命令</translation>
</message>
<message>
<source>All states</source>
<translation>所有状态</translation>
</message>
<message>
<source>running</source>
<translation>进行中</translation>
</message>
<message>
<source>cancelled</source>
<translation>已取消</translation>
</message>
<message>
<source>interrupted</source>
<translation>已中断</translation>
</message>
<message>
<source>Search the runs</source>
<translation>搜索训练</translation>
</message>
<message>
<source>Which states to show</source>
<translation>显示哪些状态</translation>
</message>
<message>
<source>Search name, method, model, note</source>
<translation>搜索名称、方法、模型、备注</translation>
</message>
<message>
<source>learning {n} parameters ({share} of the model) from {rows}</source>
<translation>从 {rows}中学习 {n} 个参数（占模型的 {share}）</translation>
</message>
<message>
<source>going on from step {first_step} of {total_steps}: </source>
<translation>从第 {first_step} 步继续（共 {total_steps} 步）：</translation>
</message>
<message>
<source>, {rows} held out</source>
<translation>，留 {rows}作验证</translation>
</message>
<message>
<source>Log</source>
<translation>日志</translation>
</message>
<message>
<source>Log of the run</source>
<translation>训练日志</translation>
</message>
<message>
<source>Show only lines with this text</source>
<translation>只显示含有此文本的行</translation>
</message>
<message>
<source>Copy the chosen lines, or all that are shown</source>
<translation>复制所选的行；未选时复制显示的所有行</translation>
</message>
<message>
<source>Copy the log</source>
<translation>复制日志</translation>
</message>
<message>
<source>held-out loss {loss}, perplexity {perplexity} at step {step}</source>
<translation>第 {step} 步：验证集损失 {loss}，困惑度 {perplexity}</translation>
</message>
<message>
<source>stopped at step {step}, trained for {time}, saved in {folder}</source>
<translation>在第 {step} 步停止，训练用时 {time}，保存在 {folder}</translation>
</message>
<message>
<source>finished at step {step}, trained for {time}, saved in {folder}</source>
<translation>在第 {step} 步完成，训练用时 {time}，保存在 {folder}</translation>
</message>
<message>
<source>a try of the longest rows took {measured}; the run needs about {needed}</source>
<translation>试跑最长的行用了 {measured}；这次训练约需 {needed}</translation>
</message>
<message>
<source>Filter</source>
<translation>筛选</translation>
</message>
<message>
<source> (best so far)</source>
<translation>（目前最佳）</translation>
</message>
<message>
<source>checkpoint saved at step {step} ({size})</source>
<translation>第 {step} 步已保存检查点（{size}）</translation>
</message>
<message>
<source>Paused. The model stays in memory ({size}), and going on takes no time. Once the memory is freed, going on loads the model again.</source>
<translation>已暂停。模型留在内存中（{size}），继续训练无需等待。释放内存后，继续训练时会重新加载模型。</translation>
</message>
<message>
<source>Stop and save</source>
<translation>停止并保存</translation>
</message>
<message>
<source>Keep going</source>
<translation>继续训练</translation>
</message>
<message>
<source>Stop without saving</source>
<translation>停止但不保存</translation>
</message>
<message>
<source>Save and free the memory</source>
<translation>保存并释放内存</translation>
</message>
<message>
<source>Paused. The model stays in memory, and going on takes no time. Once the memory is freed, going on loads the model again.</source>
<translation>已暂停。模型留在内存中，继续训练无需等待。释放内存后，继续训练时会重新加载模型。</translation>
</message>
<message>
<source>Stop? What is learned so far can be saved, and the run resumed later. Without saving, what came after step {step} is lost.</source>
<translation>要停止吗？已学到的内容可以保存，以后再继续训练。如果不保存，第 {step} 步之后的内容会丢失。</translation>
</message>
<message>
<source>Stop? What is learned so far can be saved, and the run resumed later. Without saving, what was learned so far is lost.</source>
<translation>要停止吗？已学到的内容可以保存，以后再继续训练。如果不保存，已学到的内容会丢失。</translation>
</message>
<message>
<source>Continue</source>
<translation>继续</translation>
</message>
<message>
<source>Talk to it</source>
<translation>与它对话</translation>
</message>
<message>
<source>Nothing is measured yet. “Evaluate every (steps)” says how often it is.</source>
<translation>还没有评估结果。“评估间隔（步）”决定多久评估一次。</translation>
</message>
<message>
<source>No replies yet. “Sample replies” says to how many held-out rows the model replies at every evaluation.</source>
<translation>还没有回复。“示例回复数”决定每次评估时模型回复多少个验证行。</translation>
</message>
<message>
<source>Curves</source>
<translation>曲线</translation>
</message>
<message>
<source>Sample replies</source>
<translation>示例回复</translation>
</message>
<message>
<source>Token losses</source>
<translation>逐 token 损失</translation>
</message>
<message>
<source>Views of the run</source>
<translation>训练的各个视图</translation>
</message>
<message>
<source>training, smoothed</source>
<translation>训练，平滑</translation>
</message>
<message>
<source>Which loss</source>
<translation>哪种损失</translation>
</message>
<message>
<source>Held-out</source>
<translation>验证集</translation>
</message>
<message>
<source>Time</source>
<translation>用时</translation>
</message>
<message>
<source>Date</source>
<translation>日期</translation>
</message>
<message>
<source>Note</source>
<translation>备注</translation>
</message>
<message>
<source>{token}: the model gave it {share}</source>
<translation>{token}：模型给它的概率是 {share}</translation>
</message>
<message>
<source>90 % and more</source>
<translation>90 % 及以上</translation>
</message>
<message>
<source>50 to 90 %</source>
<translation>50 % 到 90 %</translation>
</message>
<message>
<source>10 to 50 %</source>
<translation>10 % 到 50 %</translation>
</message>
<message>
<source>less than 10 %</source>
<translation>低于 10 %</translation>
</message>
<message>
<source>“{token}” {share}; likeliest: {others}</source>
<translation>“{token}” {share}；最可能的是：{others}</translation>
</message>
<message>
<source>Likeliest here:</source>
<translation>此处最可能的是：</translation>
</message>
<message>
<source>Save charts</source>
<translation>保存图表</translation>
</message>
<message>
<source>Folder for the charts</source>
<translation>保存图表的文件夹</translation>
</message>
<message>
<source>All as pictures (PNG)…</source>
<translation>全部存为图片（PNG）…</translation>
</message>
<message>
<source>All as numbers (CSV)…</source>
<translation>全部存为数据（CSV）…</translation>
</message>
<message>
<source>Nothing has to be set here; Advanced shows what can be changed all the same.</source>
<translation>这里不需要任何设置；“高级”会显示仍可更改的内容。</translation>
</message>
<message>
<source>There is nothing to set here.</source>
<translation>这里没有可设置的内容。</translation>
</message>
<message>
<source>What the shades mean</source>
<translation>底色的含义</translation>
</message>
<message>
<source>Probability of each token:</source>
<translation>每个 token 的概率：</translation>
</message>
<message>
<source>Next field, previous field</source>
<translation>下一个字段，上一个字段</translation>
</message>
<message>
<source>Send the message in the chat</source>
<translation>发送聊天消息</translation>
</message>
<message>
<source>A new line in the message</source>
<translation>消息中换行</translation>
</message>
<message>
<source>End the tour, close a dialog</source>
<translation>结束导览，关闭对话框</translation>
</message>
<message>
<source>Keyboard shortcuts</source>
<translation>键盘快捷键</translation>
</message>
<message>
<source>Keys</source>
<translation>按键</translation>
</message>
<message>
<source>frozen</source>
<translation>冻结</translation>
</message>
<message>
<source>No tuned model yet</source>
<translation>还没有微调后的模型</translation>
</message>
<message>
<source>Who speaks in column {n}</source>
<translation>第 {n} 列由谁回答</translation>
</message>
<message>
<source>Take column {n} away</source>
<translation>移除第 {n} 列</translation>
</message>
<message>
<source>From disk</source>
<translation>来自磁盘</translation>
</message>
<message>
<source>Open adapter folder…</source>
<translation>打开适配器文件夹…</translation>
</message>
<message>
<source>Take this column away</source>
<translation>移除此列</translation>
</message>
<message>
<source>Open the folder of an adapter</source>
<translation>打开适配器所在的文件夹</translation>
</message>
<message>
<source>learned tokens/s</source>
<translation>每秒学习的 token</translation>
</message>
<message>
<source>Tokens/s</source>
<translation>token/秒</translation>
</message>
<message>
<source>#</source>
<translation>#</translation>
</message>
<message>
<source>Rows to look at</source>
<translation>要查看的行</translation>
</message>
<message>
<source>Base over tuned</source>
<translation>微调后与基座之比</translation>
</message>
<message>
<source>Difference</source>
<translation>差异</translation>
</message>
<message>
<source>Tuned model</source>
<translation>微调后的模型</translation>
</message>
<message>
<source>The probability that the model gives to the token which stands there: the stronger, the lower.</source>
<translation>模型给该位置 token 的概率：颜色越深，概率越低。</translation>
</message>
<message>
<source>Blue: the tuned model holds the token for likelier than the base does. Orange, underlined: for less likely. The number is how many times.</source>
<translation>蓝色：微调后的模型认为该 token 比基座认为的更可能。橙色加下划线：更不可能。数字是倍数。</translation>
</message>
<message>
<source>tuned / base</source>
<translation>微调后 / 基座</translation>
</message>
<message>
<source>probability of the token</source>
<translation>token 的概率</translation>
</message>
<message>
<source>{probability}, rank {rank}; likeliest {likeliest}</source>
<translation>{probability}，排名 {rank}；最可能的是 {likeliest}</translation>
</message>
<message>
<source>Tokens of the row and how surprising they are</source>
<translation>此行的 token 及其意外程度</translation>
</message>
<message>
<source>learned</source>
<translation>学习</translation>
</message>
<message>
<source>read, not learned</source>
<translation>读取但不学习</translation>
</message>
<message>
<source>base: {said}</source>
<translation>基座：{said}</translation>
</message>
<message>
<source>tuned: {said}</source>
<translation>微调后：{said}</translation>
</message>
<message>
<source>After a run, or with one that is opened, every row can be looked at here: how surprised the base is by each token, and how surprised the tuned model.</source>
<translation>训练结束后，或打开一次训练后，可以在这里查看每一行：基座和微调后的模型对每个 token 各有多意外。</translation>
</message>
<message>
<source>Which rows</source>
<translation>哪些行</translation>
</message>
<message>
<source>Search the rows</source>
<translation>搜索各行</translation>
</message>
<message>
<source>Find the highest losses</source>
<translation>找出损失最高的行</translation>
</message>
<message>
<source>Measure every row with base and tuned model, the highest loss first</source>
<translation>用基座和微调后的模型评估每一行，损失最高的排在最前</translation>
</message>
<message>
<source>What the colours show</source>
<translation>颜色的含义</translation>
</message>
<message>
<source>When the run has ended, every row can be looked at here, token by token.</source>
<translation>训练结束后，可以在这里逐个 token 查看每一行。</translation>
</message>
<message>
<source>The data of this run is not at hand; show it on the Data page to look at its rows.</source>
<translation>手头没有这次训练的数据；请在“数据”页打开它，再查看各行。</translation>
</message>
<message>
<source>looking at row {n}…</source>
<translation>正在查看第 {n} 行…</translation>
</message>
<message>
<source>loss: base {base}, tuned {tuned}</source>
<translation>损失：基座 {base}，微调后 {tuned}</translation>
</message>
<message>
<source>Stop measuring</source>
<translation>停止评估</translation>
</message>
<message>
<source>Held-out rows ({n})</source>
<translation>验证行（{n}）</translation>
</message>
<message>
<source>Training rows ({n})</source>
<translation>训练行（{n}）</translation>
</message>
<message>
<source>Sweep one setting</source>
<translation>对一项设置逐个试值</translation>
</message>
<message>
<source>One run for each value, with all other settings as they are now. Compare them on the Runs page.</source>
<translation>每个值训练一次，其他设置保持现在的样子。可以在“训练记录”页比较它们。</translation>
</message>
<message>
<source>Setting</source>
<translation>设置</translation>
</message>
<message>
<source>Values</source>
<translation>值</translation>
</message>
<message>
<source>Separated by commas; now it is {value}</source>
<translation>用逗号分隔；现在是 {value}</translation>
</message>
<message>
<source>Add {n} run to queue</source>
<translation>把 {n} 次训练加入队列</translation>
</message>
<message>
<source>Add {n} runs to queue</source>
<translation>把 {n} 次训练加入队列</translation>
</message>
<message>
<source>The pattern matches nothing. It has to match the whole name, as in .*{ending}</source>
<translation>该模式没有匹配任何模块。它须匹配完整的名称，例如 .*{ending}</translation>
</message>
<message>
<source>Where it is put</source>
<translation>作用位置</translation>
</message>
<message>
<source>Pattern for the names of the target modules</source>
<translation>匹配目标模块名称的模式</translation>
</message>
<message>
<source>all-linear takes every linear layer; else a regular expression that matches the whole name of a module</source>
<translation>all-linear 表示所有线性层；也可以是匹配模块完整名称的正则表达式</translation>
</message>
<message>
<source>A pattern for whole names, or check the boxes below.</source>
<translation>匹配完整名称的模式，或在下面勾选。</translation>
</message>
<message>
<source>The method chooses them itself.</source>
<translation>此方法自行选择。</translation>
</message>
<message>
<source>Write all-linear for every linear layer, or a pattern for their names.</source>
<translation>请填写 all-linear 表示所有线性层，或填写匹配其名称的模式。</translation>
</message>
<message>
<source>{n} module, </source>
<translation>{n} 个模块，</translation>
</message>
<message>
<source>{n} modules, </source>
<translation>{n} 个模块，</translation>
</message>
<message>
<source>{touched}{trained} parameters ({share} of the model), {size} to save</source>
<translation>{touched}{trained} 个参数（占模型的 {share}），保存时 {size}</translation>
</message>
<message>
<source>The pattern is no regular expression: {fault}.</source>
<translation>这不是正则表达式：{fault}。</translation>
</message>
<message>
<source>Choose at least one module to train.</source>
<translation>请至少选择一个要训练的模块。</translation>
</message>
<message>
<source>The modules are shown once a model is chosen.</source>
<translation>选择模型后，这里会显示各个模块。</translation>
</message>
<message>
<source>Counting…</source>
<translation>正在统计…</translation>
</message>
<message>
<source>Parameters</source>
<translation>参数</translation>
</message>
<message>
<source>Trained</source>
<translation>训练的参数</translation>
</message>
<message>
<source>Modules of the model</source>
<translation>模型的模块</translation>
</message>
<message>
<source>In every layer</source>
<translation>每一层</translation>
</message>
<message>
<source>Module</source>
<translation>模块</translation>
</message>
<message>
<source>Shape</source>
<translation>形状</translation>
</message>
<message>
<source>Layer {number}</source>
<translation>第 {number} 层</translation>
</message>
<message>
<source>{name}
Not a linear layer; it stays as it is.</source>
<translation>{name}
不是线性层；保持不变。</translation>
</message>
<message>
<source>several</source>
<translation>多种</translation>
</message>
<message>
<source>Outside the layers</source>
<translation>层之外</translation>
</message>
<message>
<source>added</source>
<translation>新增</translation>
</message>
<message>
<source>shared</source>
<translation>共享</translation>
</message>
<message>
<source>For the whole model</source>
<translation>整个模型</translation>
</message>
<message>
<source>A chat template writes a conversation as the one text that the model reads. It is saved with the run, so that chat and other programs ask in the same way.</source>
<translation>对话模板把一段对话写成模型读取的一整段文本。它会随训练一起保存，这样聊天和其他程序就会以同样的方式提问。</translation>
</message>
<message>
<source>the model's own</source>
<translation>模型自带</translation>
</message>
<message>
<source>your own</source>
<translation>自定义</translation>
</message>
<message>
<source>Template to start from</source>
<translation>作为底本的模板</translation>
</message>
<message>
<source>Jinja text of the template</source>
<translation>模板的 Jinja 文本</translation>
</message>
<message>
<source>Blue is learned, grey italic is the template's.</source>
<translation>蓝色为学习的内容，灰色斜体来自模板。</translation>
</message>
<message>
<source>Back to the model's own</source>
<translation>恢复模型自带的模板</translation>
</message>
<message>
<source>Use this template</source>
<translation>使用此模板</translation>
</message>
<message>
<source>{name} (the model has none of its own)</source>
<translation>{name}（模型没有自带模板）</translation>
</message>
<message>
<source>Start from</source>
<translation>以此为底</translation>
</message>
<message>
<source>Back to {name}</source>
<translation>恢复为 {name}</translation>
</message>
<message>
<source>No row is chosen</source>
<translation>没有选择行</translation>
</message>
<message>
<source>prompt</source>
<translation>提示词</translation>
</message>
<message>
<source>template</source>
<translation>模板</translation>
</message>
<message>
<source>end</source>
<translation>结束</translation>
</message>
<message>
<source>source</source>
<translation>原文</translation>
</message>
<message>
<source>answer</source>
<translation>回答</translation>
</message>
<message>
<source>special</source>
<translation>特殊</translation>
</message>
<message>
<source>no name</source>
<translation>无标签</translation>
</message>
<message>
<source>special token or chat template: read, not learned</source>
<translation>特殊 token 或对话模板：读取但不学习</translation>
</message>
<message>
<source>end of the text, learned</source>
<translation>文本的结束，学习</translation>
</message>
<message>
<source>cut: beyond the maximum length, the model never sees it</source>
<translation>截断：超过最大长度，模型看不到</translation>
</message>
<message>
<source>{text}
token id {token_id}
{meaning}</source>
<translation>{text}
token 编号 {token_id}
{meaning}</translation>
</message>
<message>
<source>(part of the character that follows)</source>
<translation>（后一个字符的一部分）</translation>
</message>
<message>
<source>tagged {tag}</source>
<translation>标签为 {tag}</translation>
</message>
<message>
<source>Tokens of the row</source>
<translation>此行的 token</translation>
</message>
<message>
<source>Copy text</source>
<translation>复制文本</translation>
</message>
<message>
<source>Copy token ids</source>
<translation>复制 token 编号</translation>
</message>
<message>
<source>Next</source>
<translation>下一步</translation>
</message>
<message>
<source>End the tour</source>
<translation>结束导览</translation>
</message>
<message>
<source>{number} of {of}</source>
<translation>{number} / {of}</translation>
</message>
<message>
<source>Done</source>
<translation>完成</translation>
</message>
<message>
<source>Show or hide the training settings</source>
<translation>显示或隐藏训练设置</translation>
</message>
<message>
<source>Put the present settings at the end of the queue, or several values of one</source>
<translation>把当前设置放到队列末尾，或放入某项设置的多个值</translation>
</message>
<message>
<source>Stop…</source>
<translation>停止…</translation>
</message>
<message>
<source>&amp;Sweep one setting…</source>
<translation>对一项设置逐个试值(&amp;S)…</translation>
</message>
<message>
<source>Resume from step {step}</source>
<translation>从第 {step} 步继续</translation>
</message>
<message>
<source>“{job}” is still running.</source>
<translation>“{job}”仍在进行。</translation>
</message>
<message>
<source>Start training with these settings</source>
<translation>用这些设置开始训练</translation>
</message>
<message>
<source>Train again</source>
<translation>重新训练</translation>
</message>
<message>
<source>The version before</source>
<translation>上一个版本</translation>
</message>
<message>
<source>The version after</source>
<translation>下一个版本</translation>
</message>
<message>
<source>Edit this message</source>
<translation>编辑此消息</translation>
</message>
<message>
<source>Ask this again</source>
<translation>重新提问</translation>
</message>
<message>
<source>Expected answer: {answer}</source>
<translation>预期答案：{answer}</translation>
</message>
<message>
<source>Version {n} of {total}; each keeps what followed it</source>
<translation>第 {n} 个版本，共 {total} 个；每个版本都保留其后续</translation>
</message>
<message>
<source>Perplexity</source>
<translation>困惑度</translation>
</message>
<message>
<source>Token accuracy</source>
<translation>token 准确率</translation>
</message>
<message>
<source>Accuracy</source>
<translation>准确率</translation>
</message>
<message>
<source>Exact match</source>
<translation>完全匹配</translation>
</message>
<message>
<source>{n} s</source>
<translation>{n} 秒</translation>
</message>
<message>
<source>{n} d</source>
<translation>{n} 天</translation>
</message>
<message>
<source>, {share} cut</source>
<translation>，{share} 被截断</translation>
</message>
<message>
<source>Write text</source>
<translation>续写文本</translation>
</message>
<message>
<source>Goes on from a prompt: chat, instructions, stories.</source>
<translation>接着提示词往下写：对话、指令、故事。</translation>
</message>
<message>
<source>Text to text</source>
<translation>文本到文本</translation>
</message>
<message>
<source>Reads one text and writes another. For models such as T5 and BART.</source>
<translation>读一段文本，写出另一段。适用于 T5、BART 等模型。</translation>
</message>
<message>
<source>Classify texts</source>
<translation>文本分类</translation>
</message>
<message>
<source>Says which class a text is of, as good or bad for a review.</source>
<translation>判断文本属于哪一类，例如评论是好评还是差评。</translation>
</message>
<message>
<source>Label words</source>
<translation>词语标注</translation>
</message>
<message>
<source>Says what each word is, as the name of a person or a place.</source>
<translation>判断每个词是什么，例如人名或地名。</translation>
</message>
<message>
<source>choose which column is which</source>
<translation>选择各列的角色</translation>
</message>
<message>
<source>tick “{setting}”</source>
<translation>勾选“{setting}”</translation>
</message>
<message>
<source>untick “{setting}”</source>
<translation>取消勾选“{setting}”</translation>
</message>
<message>
<source>{n} min</source>
<translation>{n} 分</translation>
</message>
<message>
<source>{n} h</source>
<translation>{n} 小时</translation>
</message>
<message>
<source>%d %b %H:%M</source>
<translation>%m-%d %H:%M</translation>
</message>
<message>
<source>%d %b %Y</source>
<translation>%Y-%m-%d</translation>
</message>
<message>
<source>, {share} left out</source>
<translation>，{share} 被排除</translation>
</message>
</context>
<context>
<name>tuning_core</name>
<message>
<source>There is no adapter named {name} on this model; those on it: {there}.</source>
<translation>此模型上没有名为 {name} 的适配器；已有的是：{there}。</translation>
</message>
<message>
<source>{folder}: this adapter tells {own} apart, the ones on this model {others}; open it on a model of its own.</source>
<translation>{folder}：此适配器区分的是 {own}，而此模型上的适配器区分的是 {others}；请在另一个模型上打开它。</translation>
</message>
<message>
<source>An adapter named {name} is on this model already; choose another name.</source>
<translation>此模型上已有名为 {name} 的适配器；请换一个名称。</translation>
</message>
<message>
<source>The message is empty.</source>
<translation>消息是空的。</translation>
</message>
<message>
<source>The template gives this conversation {sum} slots for virtual tokens, and {filled} exist.</source>
<translation>模板为这段对话留出 {sum} 个虚拟 token 占位符，而实际有 {filled} 个。</translation>
</message>
<message>
<source>The tokenizer knows more tokens than the model; they do not belong together.</source>
<translation>分词器的 token 比模型认识的多；二者不配套。</translation>
</message>
<message>
<source>Two columns have the same name ({names}); rename one of them.</source>
<translation>有两列重名（{names}）；请重命名其中一列。</translation>
</message>
<message>
<source>holds bytes that are no text, as of pictures or sound; they are left out.</source>
<translation>含有不是文本的字节（例如图片或声音），这些内容不会使用。</translation>
</message>
<message>
<source>{path} is no {kind} file or is damaged ({reason}); copy or download it again.</source>
<translation>{path} 不是 {kind} 文件，或者已损坏（{reason}）；请重新复制或下载。</translation>
</message>
<message>
<source>the row cannot be read ({error})</source>
<translation>无法读取此行（{error}）</translation>
</message>
<message>
<source>the choices are no list of texts (column {column})</source>
<translation>选项不是文本列表（列 {column}）</translation>
</message>
<message>
<source>the mark of</source>
<translation>的标号</translation>
</message>
<message>
<source>the place, counted from 0, of</source>
<translation>从 0 数起的位置</translation>
</message>
<message>
<source>the place, counted from 1, of</source>
<translation>从 1 数起的位置</translation>
</message>
<message>
<source>the answer {str} is not {ways} a choice (column {columns})</source>
<translation>答案 {str} 不是任何选项{ways}（列 {columns}）</translation>
</message>
<message>
<source>the row has no choices (column {column})</source>
<translation>此行没有选项（列 {column}）</translation>
</message>
<message>
<source>the answer is empty (column {columns})</source>
<translation>答案是空的（列 {columns}）</translation>
</message>
<message>
<source>the answer {str} is none of the choices (column {column})</source>
<translation>答案 {str} 不在选项之中（列 {column}）</translation>
</message>
<message>
<source>{str}, not text</source>
<translation>{str}，不是文本</translation>
</message>
<message>
<source>choice {number} is {said} (column {column})</source>
<translation>第 {number} 个选项是 {said}（列 {column}）</translation>
</message>
<message>
<source>the line has {cells} cells where the others have {width}</source>
<translation>此行有 {cells} 个单元格，其他行有 {width} 个</translation>
</message>
<message>
<source>turn {number} has a part of the kind {kind}, and only text is learned</source>
<translation>第 {number} 轮含有 {kind} 类型的内容，而只能学习文本</translation>
</message>
<message>
<source>the conversation has no answer to learn (no assistant turn)</source>
<translation>对话中没有可学习的回答（没有助手的发言）</translation>
</message>
<message>
<source>the question is empty</source>
<translation>问题是空的</translation>
</message>
<message>
<source>the column {column} is missing</source>
<translation>缺少列 {column}</translation>
</message>
<message>
<source>the {role} is empty (column {column})</source>
<translation>{role} 是空的（列 {column}）</translation>
</message>
<message>
<source>the {role} is {str}, not text (column {column}); put it in quotes</source>
<translation>{role} 是 {str}，不是文本（列 {column}）；请加上引号</translation>
</message>
<message>
<source>a list</source>
<translation>列表</translation>
</message>
<message>
<source>the {role} is {str}, {kind} where text is expected (column {column})</source>
<translation>{role} 是 {str}，此处应为文本，却是{kind}（列 {column}）</translation>
</message>
<message>
<source>system text</source>
<translation>系统提示词</translation>
</message>
<message>
<source>the tools are no list (column {column})</source>
<translation>工具不是列表（列 {column}）</translation>
</message>
<message>
<source>the chosen answer stands without its question (column {column})</source>
<translation>选中的回答没有对应的问题（列 {column}）</translation>
</message>
<message>
<source>the conversation is empty (column {column})</source>
<translation>对话是空的（列 {column}）</translation>
</message>
<message>
<source>turn {number} is not an object with a speaker and a text</source>
<translation>第 {number} 轮不是含有说话人和文本的对象</translation>
</message>
<message>
<source>turn {number} has the unknown speaker {speaker}</source>
<translation>第 {number} 轮的说话人 {speaker} 无法识别</translation>
</message>
<message>
<source>turn {number} ({speaker}) is empty</source>
<translation>第 {number} 轮（{speaker}）是空的</translation>
</message>
<message>
<source>turn {number} ({speaker}) is {str}, not text</source>
<translation>第 {number} 轮（{speaker}）是 {str}，不是文本</translation>
</message>
<message>
<source>turn {number} has {article} {what}, and only text is learned</source>
<translation>第 {number} 轮含有 {what}，而只能学习文本</translation>
</message>
<message>
<source>an object</source>
<translation>对象</translation>
</message>
<message>
<source>no text</source>
<translation>非文本</translation>
</message>
<message>
<source>the chosen answer is empty (column {column})</source>
<translation>选中的回答是空的（列 {column}）</translation>
</message>
<message>
<source>the conversation is no list of turns (column {column})</source>
<translation>对话不是由各轮发言组成的列表（列 {column}）</translation>
</message>
<message>
<source>chosen answer</source>
<translation>选中的回答</translation>
</message>
<message>
<source>{path} is cut short or damaged and cannot be unpacked ({reason}); copy or download it again.</source>
<translation>{path} 不完整或已损坏，无法解压（{reason}）；请重新复制或下载。</translation>
</message>
<message>
<source>{path}:{line}: the line goes on for more than {most_row_bytes} MB, which no row can be; check how the file was written.</source>
<translation>{path}:{line}：此行超过 {most_row_bytes} MB，不可能是一行数据；请检查文件是如何写出的。</translation>
</message>
<message>
<source>{path} is no {suffix} file by what it holds; rename it, or download it again.</source>
<translation>{path} 的内容并不是 {suffix} 文件；请重命名或重新下载。</translation>
</message>
<message>
<source>{path} was changed while it was read; open it again.</source>
<translation>{path} 在读取过程中被修改；请重新打开。</translation>
</message>
<message>
<source>{path} cannot be read: {strerror}.</source>
<translation>无法读取 {path}：{strerror}。</translation>
</message>
<message>
<source>the line is not valid CSV ({error})</source>
<translation>此行不是有效的 CSV（{error}）</translation>
</message>
<message>
<source>the first one names {names}</source>
<translation>首行列出 {names} 列</translation>
</message>
<message>
<source>the first one has {names}</source>
<translation>首行有 {names} 个</translation>
</message>
<message>
<source>the line has {cells} cells where {wanted}</source>
<translation>此行有 {cells} 个单元格，而{wanted}</translation>
</message>
<message>
<source>the line holds a zero byte, which no text has</source>
<translation>此行含有零字节，文本中不应出现</translation>
</message>
<message>
<source>the line opens a quotation mark that is not closed</source>
<translation>此行有一个未闭合的引号</translation>
</message>
<message>
<source>{path} is empty.</source>
<translation>{path} 是空的。</translation>
</message>
<message>
<source>{path} is no table of cells.</source>
<translation>{path} 不是由单元格组成的表格。</translation>
</message>
<message>
<source>{path} names its columns but holds no rows.</source>
<translation>{path} 只有列名，没有数据行。</translation>
</message>
<message>
<source>has quotation marks that part no cells; they are read as they stand.</source>
<translation>含有不起分隔作用的引号；按原样读取。</translation>
</message>
<message>
<source>has no line that names its columns; they are called {numbered}.</source>
<translation>没有给出列名的一行；各列依次称为 {numbered}。</translation>
</message>
<message>
<source>{path}:{line}: the first line must name each column once, and it reads: {join}.</source>
<translation>{path}:{line}：首行须给出每一列的名称且不能重复，而它的内容是：{join}。</translation>
</message>
<message>
<source>the line is not UTF-8 text</source>
<translation>此行不是 UTF-8 文本</translation>
</message>
<message>
<source>no table of cells</source>
<translation>没有由单元格组成的表格</translation>
</message>
<message>
<source>a zip archive or an Excel or Word file</source>
<translation>ZIP 压缩包，或者 Excel、Word 文件</translation>
</message>
<message>
<source>an old Excel or Word file</source>
<translation>旧版 Excel 或 Word 文件</translation>
</message>
<message>
<source>a PDF file</source>
<translation>PDF 文件</translation>
</message>
<message>
<source>a Parquet file</source>
<translation>Parquet 文件</translation>
</message>
<message>
<source>an Arrow file</source>
<translation>Arrow 文件</translation>
</message>
<message>
<source>a database</source>
<translation>数据库</translation>
</message>
<message>
<source>a picture</source>
<translation>图片</translation>
</message>
<message>
<source>packed with bzip2</source>
<translation>bzip2 压缩文件</translation>
</message>
<message>
<source>packed with xz</source>
<translation>xz 压缩文件</translation>
</message>
<message>
<source>packed with 7-Zip</source>
<translation>7-Zip 压缩文件</translation>
</message>
<message>
<source>a program</source>
<translation>可执行程序</translation>
</message>
<message>
<source>a NumPy array</source>
<translation>NumPy 数组</translation>
</message>
<message>
<source>a pickle</source>
<translation>pickle 文件</translation>
</message>
<message>
<source>is not in UTF-8; it is read as {name}.</source>
<translation>不是 UTF-8 编码；按 {name} 读取。</translation>
</message>
<message>
<source>{path} is not in UTF-8, and its encoding cannot be told; save it as UTF-8.</source>
<translation>{path} 不是 UTF-8 编码，也无法判断是哪种编码；请另存为 UTF-8。</translation>
</message>
<message>
<source>{path} is no text: it is {kind}; save its rows as UTF-8 text.</source>
<translation>{path} 不是文本，而是{kind}；请把其中的数据行另存为 UTF-8 文本。</translation>
</message>
<message>
<source>{path} begins as {marked} and is none further on; save it as UTF-8.</source>
<translation>{path} 开头像是 {marked}，后面却不是；请另存为 UTF-8。</translation>
</message>
<message>
<source>{path} is no text but holds binary data; save its rows as UTF-8 text.</source>
<translation>{path} 不是文本，而是二进制数据；请把其中的数据行另存为 UTF-8 文本。</translation>
</message>
<message>
<source>Windows-1252 (Western European)</source>
<translation>Windows-1252（西欧）</translation>
</message>
<message>
<source>Windows-1250 (Central European)</source>
<translation>Windows-1250（中欧）</translation>
</message>
<message>
<source>{path}: there is no such data file.</source>
<translation>{path}：没有这个数据文件。</translation>
</message>
<message>
<source>{path}: a data file ends in one of {suffixes} (and may be packed: {packed}), or has one word and its tag a line.</source>
<translation>{path}：数据文件的扩展名应为 {suffixes} 之一（可以压缩：{packed}），或者每行一个词及其标签。</translation>
</message>
<message>
<source>{folder} is a folder without data files ({suffixes}).</source>
<translation>{folder} 文件夹中没有数据文件（{suffixes}）。</translation>
</message>
<message>
<source>{folder} holds data files of several kinds ({kinds}); give those that belong together, as in {example}.</source>
<translation>{folder} 中有多种数据文件（{kinds}）；请指定属于同一份数据的文件，例如 {example}。</translation>
</message>
<message>
<source>Of {name}, {left_out} is left out: by its name it is kept to measure with.</source>
<translation>{name} 中的 {left_out} 不用于训练：从名称看，它是留作评估的。</translation>
</message>
<message>
<source>{folder} has several parts ({splits}); give the folder of one of them.</source>
<translation>{folder} 由几个部分组成（{splits}）；请指定其中一个文件夹。</translation>
</message>
<message>
<source>{name}: no file matches; check the folder and the pattern.</source>
<translation>{name}：没有匹配的文件；请检查文件夹和通配模式。</translation>
</message>
<message>
<source>Of {name}, {split} is read, and {others} is not.</source>
<translation>{name} 中只读取 {split}，不读取 {others}。</translation>
</message>
<message>
<source>{file} is damaged; save the data set again.</source>
<translation>{file} 已损坏；请重新保存数据集。</translation>
</message>
<message>
<source>recognised by {value}</source>
<translation>按{value}识别</translation>
</message>
<message>
<source>probably, by {value}</source>
<translation>很可能，按{value}</translation>
</message>
<message>
<source>told by its text</source>
<translation>以其文本给出</translation>
</message>
<message>
<source>told by its letter or mark</source>
<translation>以其字母或标号给出</translation>
</message>
<message>
<source>told by its place, counted from 0</source>
<translation>以其位置给出，从 0 数起</translation>
</message>
<message>
<source>told by its place, counted from 1</source>
<translation>以其位置给出，从 1 数起</translation>
</message>
<message>
<source>question and answer</source>
<translation>问答</translation>
</message>
<message>
<source>a conversation</source>
<translation>对话</translation>
</message>
<message>
<source>a chosen and a rejected answer</source>
<translation>选中与落选的回答</translation>
</message>
<message>
<source>a multiple choice</source>
<translation>选择题</translation>
</message>
<message>
<source>a plain text</source>
<translation>纯文本</translation>
</message>
<message>
<source>a text and its class</source>
<translation>文本及其类别</translation>
</message>
<message>
<source>words and their tags</source>
<translation>词及其标签</translation>
</message>
<message>
<source>the chosen answer is learned, the rejected one is not</source>
<translation>学习选中的回答，不学习落选的</translation>
</message>
<message>
<source>the other choices are wrong answers</source>
<translation>其他选项作为错误答案</translation>
</message>
<message>
<source>a row needs a text and its class, in columns such as text and label</source>
<translation>每行需要一段文本及其类别，分别放在名称类似 text 和 label 的列中</translation>
</message>
<message>
<source>a row needs a list of words and a list of their tags, in columns such as tokens and tags</source>
<translation>每行需要一列词和一列对应的标签，分别放在名称类似 tokens 和 tags 的列中</translation>
</message>
<message>
<source>a row needs a text and the text to make of it, in columns such as input and output</source>
<translation>每行需要一段文本和要据此写出的文本，分别放在名称类似 input 和 output 的列中</translation>
</message>
<message>
<source>{file}: the columns {columns} can be taken as {ways}{doubt}</source>
<translation>{file}：{columns} 这些列可以理解为{ways}{doubt}</translation>
</message>
<message>
<source>{said}; say which is which in data.columns, as in {table_or}.</source>
<translation>{said}；请say which is which in data.columns, as in {table_or}。</translation>
</message>
<message>
<source>as in {{first} = "{present}", {second} = "..."}</source>
<translation>as in {{first} = "{present}", {second} = "..."}</translation>
</message>
<message>
<source>cannot tell question and answer from the columns {columns}</source>
<translation>无法从 {columns} 这些列判断哪个是问题、哪个是回答</translation>
</message>
<message>
<source>{file}: {unclear}; say which is which in data.columns, {example}.</source>
<translation>{file}：{unclear}；请say which is which in data.columns, {example}。</translation>
</message>
<message>
<source>chosen by hand</source>
<translation>手动选定</translation>
</message>
<message>
<source>{said}; say which with {settings}.</source>
<translation>{said}；请用 {settings} 指明是哪一种。</translation>
</message>
<message>
<source>{file}: the form {format} needs a column for {missing}{choices}, and the columns are {columns}; say in data.columns which is which.</source>
<translation>{file}：数据形式 {format} 需要 {missing} 列{choices}，而现有的列是 {columns}；请say in data.columns which is which。</translation>
</message>
<message>
<source>{needs}, and the columns are {columns}</source>
<translation>{needs}，而现有的列是 {columns}</translation>
</message>
<message>
<source>{file}: the rows are empty; a row names what it holds, as in {"text": "..."}.</source>
<translation>{file}：各行都是空的；每行应写明各项名称，例如 {"text": "..."}。</translation>
</message>
<message>
<source>data.columns names the role {unknown}, which is none of {roles}.</source>
<translation>data.columns 中的角色 {unknown} 不在 {roles} 之中。</translation>
</message>
<message>
<source>data.columns gives the column {twice} more than one role ({both}); choose one.</source>
<translation>data.columns 让列 {twice} 担任了多个角色（{both}）；请只选一个。</translation>
</message>
<message>
<source>data.format = {format} does not go with model.task = {task}, which learns from rows of the form {forms_of_or}; change one of the two.</source>
<translation>data.format = {format} 与 model.task = {task} 不相配，后者从 {forms_of_or} 形式的数据中学习；请更改其中一项。</translation>
</message>
<message>
<source>the answer is {read_as}</source>
<translation>答案{read_as}</translation>
</message>
<message>
<source>not used: {unused}</source>
<translation>未使用：{unused}</translation>
</message>
<message>
<source> or as </source>
<translation>，也可以理解为</translation>
</message>
<message>
<source>, and one for choices (or several, choice_1 and so on)</source>
<translation>，以及一列选项（或多列：choice_1 等）</translation>
</message>
<message>
<source>{file}: there is no column {column} (set for {role}); the columns are {columns}.</source>
<translation>{file}：没有列 {column}（已指定为 {role}）；现有的列是 {columns}。</translation>
</message>
<message>
<source>the column names</source>
<translation>列名</translation>
</message>
<message>
<source>{name} holds {what}, not text; model.task = 'sequence_classification' learns them as classes</source>
<translation>{name} 中是{what}，不是文本；若把 model.task 设为 'sequence_classification'，则把它们当作类别学习</translation>
</message>
<message>
<source>its texts look like whole conversations</source>
<translation>其文本看起来是完整的对话</translation>
</message>
<message>
<source>the columns and what they hold</source>
<translation>列名及各列的内容</translation>
</message>
<message>
<source>entities begin with I- in the rows (IOB1), and are learned as beginning with B- (IOB2)</source>
<translation>数据中的实体以 I- 开头（IOB1），学习时改为以 B- 开头（IOB2）</translation>
</message>
<message>
<source>the first of several answers is learned</source>
<translation>有多个答案时学习第一个</translation>
</message>
<message>
<source>yes/no values</source>
<translation>是/否值</translation>
</message>
<message>
<source>its turns are taken as question and answer by turns</source>
<translation>各轮发言轮流当作问题和回答</translation>
</message>
<message>
<source>{name} can be read in more than one way</source>
<translation>{name} 可以有不止一种读法</translation>
</message>
<message>
<source>each row seems to be one turn, and the turns of a conversation belong together in one row, as a list in a column messages</source>
<translation>每行似乎只是一轮发言；同一段对话的各轮应放在同一行里，作为名为 messages 的列中的列表</translation>
</message>
<message>
<source>model.task = 'sequence_classification' learns {name} as classes</source>
<translation>若把 model.task 设为 'sequence_classification'，则把 {name} 当作类别学习</translation>
</message>
<message>
<source>{name} may be what it answers</source>
<translation>{name} 可能是它所回答的内容</translation>
</message>
<message>
<source>-1 is taken for a class of its own</source>
<translation>-1 被当作一个单独的类别</translation>
</message>
<message>
<source>each row has another {name}</source>
<translation>每行的 {name} 都不同</translation>
</message>
<message>
<source>{rating} may say which answers are good ones</source>
<translation>{rating} 可能表示哪些回答较好</translation>
</message>
<message>
<source>what the columns hold</source>
<translation>各列的内容</translation>
</message>
<message>
<source>without labels, all tokens are learned</source>
<translation>没有 labels，因此学习所有 token</translation>
</message>
<message>
<source>is read with its config {config_name}; another is named as in owner/name:config.</source>
<translation>以配置 {config_name} 读取；其他配置写作 owner/name:config。</translation>
</message>
<message>
<source>{name} is no file here, and the Hub's data sets need the package datasets.</source>
<translation>这里没有文件 {name}，而读取 Hub 上的数据集需要安装 datasets 包。</translation>
</message>
<message>
<source>the Hub cannot be reached from here, and the data set is not in the cache</source>
<translation>无法连接 Hub，缓存中也没有这个数据集</translation>
</message>
<message>
<source>{name} is no file here and could not be had from the Hugging Face Hub: {reason}; name a config and a split as in owner/name:config@split.</source>
<translation>这里没有文件 {name}，也无法从 Hugging Face Hub 获取：{reason}；请写明配置和划分，例如 owner/name:config@split。</translation>
</message>
<message>
<source>a template has at most {max_source} characters</source>
<translation>模板最多 {max_source} 个字符</translation>
</message>
<message>
<source>it takes more than {steps} steps for one conversation</source>
<translation>一段对话用去了 {steps} 步以上</translation>
</message>
<message>
<source>it makes a text of more than {max_text} characters</source>
<translation>它生成的文本超过 {max_text} 个字符</translation>
</message>
<message>
<source>it pads a text to more than {max_width} characters</source>
<translation>它把文本填充到 {max_width} 个字符以上</translation>
</message>
<message>
<source>it sums up what are no numbers</source>
<translation>它对不是数字的内容求和</translation>
</message>
<message>
<source>{attribute} of a {name}</source>
<translation>{name} 的 {attribute}</translation>
</message>
<message>
<source>the name {name} begins with an underscore</source>
<translation>名称 {name} 以下划线开头</translation>
</message>
<message>
<source>it asks for a date wider than any</source>
<translation>它要求的日期格式过宽</translation>
</message>
<message>
<source>its parts are nested too deep</source>
<translation>嵌套过深</translation>
</message>
<message>
<source>it asks for what templates may not touch ({value})</source>
<translation>它访问了模板不可触及的内容（{value}）</translation>
</message>
<message>
<source>it calls itself again and again</source>
<translation>它不断调用自身</translation>
</message>
<message>
<source>it fills the memory</source>
<translation>它占满了内存</translation>
</message>
<message>
<source>it makes a list of more than {max_items} items</source>
<translation>它生成的列表超过 {max_items} 项</translation>
</message>
<message>
<source>it writes out a list of more than {max_parts} parts</source>
<translation>它写出的列表超过 {max_parts} 个部分</translation>
</message>
<message>
<source>it makes a number that is too large</source>
<translation>它算出的数过大</translation>
</message>
<message>
<source>the file ends before this entry does, as if it was not copied to its end</source>
<translation>文件在这一项结束之前就中断了，像是没有复制完整</translation>
</message>
<message>
<source>holds several lists; {chosen} is read, and {others} is not.</source>
<translation>含有多个列表；读取 {chosen}，不读取 {others}。</translation>
</message>
<message>
<source>{path}:1: the file is not valid JSON; rows are objects such as {"text": "..."}.</source>
<translation>{path}:1：文件不是有效的 JSON；每行应为一个对象，例如 {"text": "..."}。</translation>
</message>
<message>
<source>{path} holds no list of rows.</source>
<translation>{path} 中没有数据行列表。</translation>
</message>
<message>
<source>{path} holds several lists of rows ({names}); put the one to learn from in a file of its own.</source>
<translation>{path} 中有多个数据行列表（{names}）；请把要学习的那个单独存为一个文件。</translation>
</message>
<message>
<source>more text follows behind the end of the list</source>
<translation>列表结束之后还有其他文本</translation>
</message>
<message>
<source>{path}: an entry goes on for more than {most_row_bytes} MB, which no row can be; check how the file was written.</source>
<translation>{path}：有一项超过 {most_row_bytes} MB，不可能是一行数据；请检查文件是如何写出的。</translation>
</message>
<message>
<source>the object around the list is not valid JSON</source>
<translation>列表外层的对象不是有效的 JSON</translation>
</message>
<message>
<source>words (column {columns})</source>
<translation>词（列 {columns}）</translation>
</message>
<message>
<source>tags (column {columns})</source>
<translation>标签（列 {columns}）</translation>
</message>
<message>
<source>the row has {words} words and {tags} tags; each word needs one tag</source>
<translation>此行有 {words} 个词和 {tags} 个标签；每个词需要一个标签</translation>
</message>
<message>
<source>the {what} is empty</source>
<translation>{what}是空的</translation>
</message>
<message>
<source>the {what} is {str}, not a text or a whole number</source>
<translation>{what}是 {str}，不是文本或整数</translation>
</message>
<message>
<source>the list of {what} is empty</source>
<translation>{what}列表是空的</translation>
</message>
<message>
<source>the list of {what} is no list</source>
<translation>{what}不是列表</translation>
</message>
<message>
<source>the list of {what} cannot be read: {text}</source>
<translation>无法读取{what}列表：{text}</translation>
</message>
<message>
<source>{names} is the only class; it takes at least two to learn the difference.</source>
<translation>{names} 是唯一的类别；至少要有两类才能学会区分。</translation>
</message>
<message>
<source>word {number} is {str}, not text</source>
<translation>第 {number} 个词是 {str}，不是文本</translation>
</message>
<message>
<source>tag of word {n}</source>
<translation>第 {n} 个词的标签</translation>
</message>
<message>
<source>data.labels names the class {twice} twice.</source>
<translation>data.labels 中的类别 {twice} 出现了两次。</translation>
</message>
<message>
<source>class (column {columns})</source>
<translation>类别（列 {columns}）</translation>
</message>
<message>
<source>no list</source>
<translation>不是列表</translation>
</message>
<message>
<source>nothing of it is learned</source>
<translation>其中没有可学习的内容</translation>
</message>
<message>
<source>{length} tokens, and data.max_length is {max_length}</source>
<translation>{length} 个 token，而 data.max_length 为 {max_length}</translation>
</message>
<message>
<source>none of its words gives a token</source>
<translation>其中没有一个词能得到 token</translation>
</message>
<message>
<source>{problem}; no row of the file can be used.</source>
<translation>{problem}；该文件没有一行可用。</translation>
</message>
<message>
<source>it is left out as too long: {length}</source>
<translation>过长，已排除：{length}</translation>
</message>
<message>
<source>data.prompt is for rows of the form {can_be_phrased_or}, and these are of the form {format}; leave it empty.</source>
<translation>data.prompt 只用于 {can_be_phrased_or} 形式的数据，而这里是 {format}；请将其留空。</translation>
</message>
<message>
<source>data.prompt asks the same of every row; name a column in it, as in {{columns}}.</source>
<translation>data.prompt 对每一行都问同样的内容；请在其中写上列名，例如 {{columns}}。</translation>
</message>
<message>
<source>{file}: there is no column {column} for the slot in data.prompt; the columns are {columns}.</source>
<translation>{file}：data.prompt 的占位符所指的列 {column} 不存在；现有的列是 {columns}。</translation>
</message>
<message>
<source>data.prompt has a {part} that belongs to no slot; write {part_2} where a brace is meant as text.</source>
<translation>data.prompt 中有一个不属于任何占位符的 {part}；若要表示花括号本身，请写成 {part_2}。</translation>
</message>
<message>
<source>is read by paragraphs, which blank lines part; each is a row.</source>
<translation>按段落读取，段落以空行分隔，每段作为一行。</translation>
</message>
<message>
<source>is read by lines; each is a row.</source>
<translation>逐行读取，每行一条。</translation>
</message>
<message>
<source>the data</source>
<translation>数据</translation>
</message>
<message>
<source>{problems} of {file} cannot be learned from{nothing}</source>
<translation>{file} 中有 {problems}无法学习{nothing}</translation>
</message>
<message>
<source>{limit} is more than the {positions} tokens that the model has places for</source>
<translation>{limit} 超过了模型所能容纳的 {positions} 个 token</translation>
</message>
<message>
<source>Only {learned_tokens} of the tokens are learned (data.learn = {learn}).</source>
<translation>只学习其中 {learned_tokens} 的 token（data.learn = {learn}）。</translation>
</message>
<message>
<source>A step takes {wanted} rows (training.batch_size x training.gradient_accumulation), and there {training} {training_2} to learn from.</source>
<translation>每步需要 {wanted} 行（training.batch_size × training.gradient_accumulation），而可学习的只有 {training_2} 行。</translation>
</message>
<message>
<source>{count} row</source>
<translation>{count} 行</translation>
</message>
<message>
<source>{count} rows</source>
<translation>{count} 行</translation>
</message>
<message>
<source>, {learn_nothing} because nothing of {it} is learned</source>
<translation>，其中 {learn_nothing} 行是因为没有可学习的内容</translation>
</message>
<message>
<source>Skip {problems}</source>
<translation>略过 {problems}</translation>
</message>
<message>
<source>All rows of {file} are longer than data.max_length = {max_length} and are left out.</source>
<translation>{file} 中的所有行都超过 data.max_length = {max_length}，均被排除。</translation>
</message>
<message>
<source>{left_out} ({share}) {left_out_2} longer than {limit} and left out.</source>
<translation>{left_out}（{share}）超过 {limit}，已排除。</translation>
</message>
<message>
<source>at the start of the prompt</source>
<translation>提示词开头</translation>
</message>
<message>
<source>at the end of the answer</source>
<translation>回答末尾</translation>
</message>
<message>
<source>at the end</source>
<translation>末尾</translation>
</message>
<message>
<source>All rows are</source>
<translation>所有行</translation>
</message>
<message>
<source>Lower the length to {positions} tokens</source>
<translation>把长度降到 {positions} 个 token</translation>
</message>
<message>
<source>Use the template {template_with_an_end}</source>
<translation>使用模板 {template_with_an_end}</translation>
</message>
<message>
<source>Where to stop is not learned (data.learn_end = false), so that replies may go on and on.</source>
<translation>没有学习何时结束（data.learn_end = false），因此回复可能没完没了。</translation>
</message>
<message>
<source>{unseen} in no row of {file} (data.labels, or the model's own classes).</source>
<translation>{unseen} 没有出现在 {file} 的任何一行中（data.labels，或模型自带的类别）。</translation>
</message>
<message>
<source>{aside} in held-out rows alone, and cannot be learned (data.validation).</source>
<translation>{aside} 只出现在验证集中，因此无法学习（data.validation）。</translation>
</message>
<message>
<source>{duplicates} ({share}) of {file} {repeats}</source>
<translation>{file} 中有 {duplicates}（{share}）{repeats}</translation>
</message>
<message>
<source>{in_both} {verb} held out and learned as well, so that what is measured looks too good</source>
<translation>{in_both} 既用于学习又留作验证，因此测得的结果会偏好</translation>
</message>
<message>
<source>The class {listed} stands</source>
<translation>类别 {listed}</translation>
</message>
<message>
<source>The classes {listed} stand</source>
<translation>类别 {listed}</translation>
</message>
<message>
<source>All rows are held out, and none is left to learn from; lower data.validation.</source>
<translation>所有行都留作验证，没有可供学习的行；请调低 data.validation。</translation>
</message>
<message>
<source>{count} longer than {limit} and cut {where}.</source>
<translation>{count} 超过 {limit}，从{where}截断。</translation>
</message>
<message>
<source>Raise the length to {longest} tokens</source>
<translation>把长度提高到 {longest} 个 token</translation>
</message>
<message>
<source>Cut the prompts instead</source>
<translation>改为截断提示词</translation>
</message>
<message>
<source>Take {size} rows a step</source>
<translation>每步取 {size} 行</translation>
</message>
<message>
<source>named words</source>
<translation>已命名的词</translation>
</message>
<message>
<source>repeats an earlier row</source>
<translation>与前面的行重复</translation>
</message>
<message>
<source>repeat earlier rows</source>
<translation>与前面的行重复</translation>
</message>
<message>
<source>Hold out rows of the training data</source>
<translation>从训练数据中划出验证集</translation>
</message>
<message>
<source>{said}; skipped.</source>
<translation>{said}；已略过。</translation>
</message>
<message>
<source>{said}; mend the file or skip them.</source>
<translation>{said}；请修正文件，或略过这些行。</translation>
</message>
<message>
<source>{said}, and the longest row has {longest}.</source>
<translation>{said}，而最长的一行有 {longest} 个。</translation>
</message>
<message>
<source>{said}; no row is that long yet.</source>
<translation>{said}；目前还没有这么长的行。</translation>
</message>
<message>
<source>Learn where to stop</source>
<translation>学习何时结束</translation>
</message>
<message>
<source>The chat template ({whose}) writes no end mark behind an answer</source>
<translation>对话模板（{whose}）没有在回答后面写结束标记</translation>
</message>
<message>
<source>Learn all answers</source>
<translation>学习所有回答</translation>
</message>
<message>
<source>All rows to learn from are of the class {learned}; it takes two.</source>
<translation>可供学习的行都属于类别 {learned}；至少需要两类。</translation>
</message>
<message>
<source>Learn the other {rest} classes</source>
<translation>学习其余 {rest} 个类别</translation>
</message>
<message>
<source>{share} of the {what} of {file} are of the class {most}; the others may be missed.</source>
<translation>{file} 中 {share} 的{what}属于类别 {most}；其他类别可能会被忽略。</translation>
</message>
<message>
<source>{said}; what is repeated is learned more often.</source>
<translation>{said}；重复的内容会学得更多。</translation>
</message>
<message>
<source>Hold out no rows</source>
<translation>不留验证集</translation>
</message>
<message>
<source>No row of {file} can be learned from.</source>
<translation>{file} 中没有一行可以学习。</translation>
</message>
<message>
<source>the model's own</source>
<translation>模型自带</translation>
</message>
<message>
<source>The tokenizer has no end mark, so that a text never learns where to stop.</source>
<translation>分词器没有结束标记，因此文本永远学不会何时结束。</translation>
</message>
<message>
<source>{said}, so that replies may go on and on.</source>
<translation>{said}，因此回复可能没完没了。</translation>
</message>
<message>
<source>The tokenizer has no end mark, so that replies may go on and on.</source>
<translation>分词器没有结束标记，因此回复可能没完没了。</translation>
</message>
<message>
<source>the class {name} is none of data.labels ({labels})</source>
<translation>类别 {name} 不在 data.labels（{labels}）之中</translation>
</message>
<message>
<source>, and {len} more</source>
<translation>，另有 {len} 处</translation>
</message>
<message>
<source>{problems}{more}; mend the file, or set data.skip_problems = true to leave such rows out.</source>
<translation>{problems}{more}；请修正文件，或set data.skip_problems = true，排除这些行。</translation>
</message>
<message>
<source>No row is left to learn from{first}.</source>
<translation>没有可供学习的行{first}。</translation>
</message>
<message>
<source>Row {at} has no example, though it is counted among those that have.</source>
<translation>第 {at} 行没有样本，尽管它被算作有样本的行。</translation>
</message>
<message>
<source> and {len} more</source>
<translation>等，另有 {len} 个</translation>
</message>
<message>
<source>; the first problem is: {first}</source>
<translation>；第一个问题是：{first}</translation>
</message>
<message>
<source>Cutting long rows</source>
<translation>正在截断过长的行</translation>
</message>
<message>
<source>; the labels seem to be shifted by one, and are to stand below their own tokens</source>
<translation>；标签似乎错开了一位，应与各自的 token 对齐</translation>
</message>
<message>
<source>label {wrong} is {labels}, neither the token's id {ids} nor -100 (column {column}){hint}</source>
<translation>第 {wrong} 个标签是 {labels}，既不是该 token 的编号 {ids}，也不是 -100（列 {column}）{hint}</translation>
</message>
<message>
<source>all labels are -100, so that nothing is learned (column {column})</source>
<translation>所有标签都是 -100，因此没有可学习的内容（列 {column}）</translation>
</message>
<message>
<source>the list of numbers is empty (column {column})</source>
<translation>数字列表是空的（列 {column}）</translation>
</message>
<message>
<source>the row holds {str}, not a list of whole numbers (column {column})</source>
<translation>此行是 {str}，不是整数列表（列 {column}）</translation>
</message>
<message>
<source>the row has {ids} token ids and {numbers} entries in {columns}; each needs one</source>
<translation>此行有 {ids} 个 token 编号，而 {columns} 中有 {numbers} 项；二者须一一对应</translation>
</message>
<message>
<source>token {number} has the id {one}, and the model knows the ids from 0 to {vocabulary}; the row was made with another tokenizer (column {columns})</source>
<translation>第 {number} 个 token 的编号是 {one}，而模型只认识从 0 到 {vocabulary} 的编号；此行是用另一个分词器生成的（列 {columns}）</translation>
</message>
<message>
<source>Extra data</source>
<translation>多余的数据</translation>
</message>
<message>
<source>a value is missing</source>
<translation>缺少值</translation>
</message>
<message>
<source>a name in double quotes is missing</source>
<translation>缺少用双引号括起的名称</translation>
</message>
<message>
<source>a colon is missing</source>
<translation>缺少冒号</translation>
</message>
<message>
<source>a comma is missing</source>
<translation>缺少逗号</translation>
</message>
<message>
<source>a comma has nothing behind it</source>
<translation>逗号后面没有内容</translation>
</message>
<message>
<source>a text begins that is not closed</source>
<translation>开始的文本没有闭合</translation>
</message>
<message>
<source>a text holds a line break, tab or other control character; write \n or \t</source>
<translation>文本中含有换行、制表符或其他控制字符；请写作 \n 或 \t</translation>
</message>
<message>
<source>a backslash stands before a letter that it has no meaning with</source>
<translation>反斜杠与其后的字母没有含义</translation>
</message>
<message>
<source>more text follows behind the row</source>
<translation>有多余的文本</translation>
</message>
<message>
<source>a text</source>
<translation>文本</translation>
</message>
<message>
<source>a yes/no value</source>
<translation>是/否值</translation>
</message>
<message>
<source>a number</source>
<translation>数字</translation>
</message>
<message>
<source>the row holds {text}, which is no number in JSON; write null where a value is missing</source>
<translation>此行含有 {text}，它不是 JSON 中的数字；缺少的值请写作 null</translation>
</message>
<message>
<source>the row is {value}, not an object with named columns</source>
<translation>此行是{value}，不是带列名的对象</translation>
</message>
<message>
<source>a text holds half a character (a lone surrogate such as \ud800)</source>
<translation>文本中有半个字符（单独的代理项，例如 \ud800）</translation>
</message>
<message>
<source>a text holds a zero character (\u0000), which no text has</source>
<translation>文本中有零字符（\u0000），文本中不应出现</translation>
</message>
<message>
<source>the row names {twice} twice</source>
<translation>此行中 {twice} 出现了两次</translation>
</message>
<message>
<source>character {colno}</source>
<translation>第 {colno} 个字符处</translation>
</message>
<message>
<source>line {lineno}, character {colno}</source>
<translation>第 {lineno} 行第 {colno} 个字符处</translation>
</message>
<message>
<source>it cannot be read</source>
<translation>无法读取</translation>
</message>
<message>
<source>the line is not valid JSON ({place}: {fault})</source>
<translation>此行不是有效的 JSON（{place}{fault}）</translation>
</message>
<message>
<source>the line is not valid JSON (too deep)</source>
<translation>此行不是有效的 JSON（嵌套过深）</translation>
</message>
<message>
<source>the row holds a number with more digits than can be read</source>
<translation>此行有一个位数过多、无法读取的数字</translation>
</message>
<message>
<source>{name} is shorter than it was</source>
<translation>{name} 比原来短了</translation>
</message>
<message>
<source>The rows of {names} were removed from the cache; open them again.</source>
<translation>{names} 的数据行已从缓存中移除；请重新打开。</translation>
</message>
<message>
<source>, like {len} more,</source>
<translation>（另有 {len} 个也是如此）</translation>
</message>
<message>
<source>Checking {name}</source>
<translation>正在检查 {name}</translation>
</message>
<message>
<source>Looking for {name} on the Hugging Face Hub</source>
<translation>正在 Hugging Face Hub 上查找 {name}</translation>
</message>
<message>
<source>Reading {name}</source>
<translation>正在读取 {name}</translation>
</message>
<message>
<source>{name} is empty.</source>
<translation>{name} 是空的。</translation>
</message>
<message>
<source>the template ends before {found}, which is missing</source>
<translation>模板提前结束，缺少 {found}</translation>
</message>
<message>
<source>{got} stands where {expected} is expected</source>
<translation>应为 {expected}，却是 {got}</translation>
</message>
<message>
<source>the block {found} is not closed</source>
<translation>{found} 块没有闭合</translation>
</message>
<message>
<source>the tag {found} is unknown, or does not belong here</source>
<translation>标签 {found} 无法识别，或者不应在这里</translation>
</message>
<message>
<source>there is no filter {found}</source>
<translation>没有过滤器 {found}</translation>
</message>
<message>
<source>there is no test {found}</source>
<translation>没有测试 {found}</translation>
</message>
<message>
<source>{found} does not belong here</source>
<translation>这里不应有 {found}</translation>
</message>
<message>
<source>a comment is not closed by #}</source>
<translation>注释没有用 #} 闭合</translation>
</message>
<message>
<source>the template ends too early</source>
<translation>模板提前结束</translation>
</message>
<message>
<source>data.template = {setting} is neither Jinja text, nor a file, nor one of auto, {named}.</source>
<translation>data.template = {setting} 既不是 Jinja 文本，也不是文件，也不在 auto、{named} 之中。</translation>
</message>
<message>
<source>{file} is no chat template: it has no {{ }} and no {% %} in it.</source>
<translation>{file} 不是对话模板：其中没有 {{ }} 和 {% %}。</translation>
</message>
<message>
<source>The chat template ({name}) writes nothing of an answer; choose another template.</source>
<translation>对话模板（{name}）没有写出回答的任何内容；请换一个模板。</translation>
</message>
<message>
<source>The chat template ({name}) leaves out an answer; choose another template.</source>
<translation>对话模板（{name}）漏掉了一个回答；请换一个模板。</translation>
</message>
<message>
<source>The model's own chat template</source>
<translation>模型自带的对话模板</translation>
</message>
<message>
<source>{file}: the chat template cannot be read ({strerror}).</source>
<translation>{file}：无法读取对话模板（{strerror}）。</translation>
</message>
<message>
<source>{file}: the chat template is not text in UTF-8; save it as such.</source>
<translation>{file}：对话模板不是 UTF-8 文本；请另存为 UTF-8。</translation>
</message>
<message>
<source>{what}, line {line}: {fault}.</source>
<translation>{what}，第 {line} 行：{fault}。</translation>
</message>
<message>
<source>The chat template ({name}) has a mistake in line {line}: {fault}.</source>
<translation>对话模板（{name}）第 {line} 行有错误：{fault}。</translation>
</message>
<message>
<source>The chat template ({name}) was stopped: {stopped}.</source>
<translation>对话模板（{name}）被中止：{stopped}。</translation>
</message>
<message>
<source>The chat template ({name}) does not accept this conversation: {refused}.</source>
<translation>对话模板（{name}）不接受这段对话：{refused}。</translation>
</message>
<message>
<source>your own</source>
<translation>自定义</translation>
</message>
<message>
<source>the conversation does not end with an answer to a question</source>
<translation>对话没有以对问题的回答结束</translation>
</message>
<message>
<source>Tokenising rows</source>
<translation>正在分词</translation>
</message>
<message>
<source>The tokens of the rows were removed from the cache while they were made; prepare them again.</source>
<translation>各行的 token 在生成过程中被从缓存中移除；请重新准备。</translation>
</message>
<message>
<source>wrong answers (column {column})</source>
<translation>错误答案（列 {column}）</translation>
</message>
<message>
<source>the wrong answers are {str}, not a list of texts (column {column})</source>
<translation>错误答案是 {str}，不是文本列表（列 {column}）</translation>
</message>
<message>
<source>wrong answer {number} is {said} (column {column})</source>
<translation>第 {number} 个错误答案是 {said}（列 {column}）</translation>
</message>
<message>
<source>{parent} cannot be written: {error}.</source>
<translation>无法写入 {parent}：{error}。</translation>
</message>
<message>
<source>{parent} cannot be written: {error}; nothing was kept.</source>
<translation>无法写入 {parent}：{error}；没有留下任何内容。</translation>
</message>
<message>
<source>{target} cannot be written: {reason}; nothing was left behind.</source>
<translation>无法写入 {target}：{reason}；没有留下任何内容。</translation>
</message>
<message>
<source>Measuring the {side} model</source>
<translation>正在评估{side}模型</translation>
</message>
<message>
<source>Writing the adapter</source>
<translation>正在写出适配器</translation>
</message>
<message>
<source>{path} is not on this machine; download it first.</source>
<translation>{path} 不在这台电脑上；请先下载。</translation>
</message>
<message>
<source>{folder} holds no safetensors files, which alone can be read shard by shard; leave that out.</source>
<translation>{folder} 中没有 safetensors 文件，只有它们能逐个分片读取；请去掉该选项。</translation>
</message>
<message>
<source>The base's files do not hold {name}, and it was not trained; load the model to merge it.</source>
<translation>基座的文件中没有 {name}，而且它也没有训练过；请加载模型后再合并。</translation>
</message>
<message>
<source>{file} is damaged; it should hold the list of the classes' names.</source>
<translation>{file} 已损坏；其中应为类别名称的列表。</translation>
</message>
<message>
<source>Reading the base's shape</source>
<translation>正在读取基座的结构</translation>
</message>
<message>
<source>Every file was read again and is as it was written. Replies were not compared: the model is not open.</source>
<translation>所有文件都已重新读取，与写出的一致。没有比较回复：模型没有打开。</translation>
</message>
<message>
<source>{title} cannot be merged into the weights; export the adapter instead.</source>
<translation>{title} 无法并入权重；请改为导出适配器。</translation>
</message>
<message>
<source>{name} has no place for the biases that were added, as {odd} shows; export the adapter instead.</source>
<translation>{name} 没有地方存放新增的偏置，例如 {odd}；请改为导出适配器。</translation>
</message>
<message>
<source>What was learned is folded into the weights: this is an ordinary model folder, and needs no other.</source>
<translation>学到的内容已并入权重：这是一个普通的模型文件夹，不需要其他文件。</translation>
</message>
<message>
<source>This folder holds only what was learned. It works together with the base model named below.</source>
<translation>此文件夹只含有学到的内容，需要与下面写明的基座模型一起使用。</translation>
</message>
<message>
<source>Exact match</source>
<translation>完全匹配</translation>
</message>
<message>
<source>After step {step} (the best): {figures}</source>
<translation>第 {step} 步之后（最佳）：{figures}</translation>
</message>
<message>
<source>After step {step}: {figures}</source>
<translation>第 {step} 步之后：{figures}</translation>
</message>
<message>
<source>{name}: {architecture}, {layers} layers, {width} wide, {parameters} parameters</source>
<translation>{name}：{architecture}，{layers} 层，宽度 {width}，{parameters} 个参数</translation>
</message>
<message>
<source>Licence of the base model: {licence}</source>
<translation>基座模型的许可证：{licence}</translation>
</message>
<message>
<source>a text of its own</source>
<translation>自己的文本</translation>
</message>
<message>
<source>Chat template: {named}</source>
<translation>对话模板：{named}</translation>
</message>
<message>
<source>Longest row: {max_length} tokens</source>
<translation>最长的行：{max_length} 个 token</translation>
</message>
<message>
<source>Rows a step: {batch_size} x {gradient_accumulation} = {batch}</source>
<translation>每步行数：{batch_size} × {gradient_accumulation} = {batch}</translation>
</message>
<message>
<source>loss {loss}</source>
<translation>损失 {loss}</translation>
</message>
<message>
<source>perplexity {perplexity}</source>
<translation>困惑度 {perplexity}</translation>
</message>
<message>
<source>Base model</source>
<translation>基座模型</translation>
</message>
<message>
<source>Held in {quantization} while training</source>
<translation>训练时以 {quantization} 保存</translation>
</message>
<message>
<source>{training_rows} to learn from, {held_out_rows} held out</source>
<translation>训练 {training_rows}，留 {held_out_rows}作验证</translation>
</message>
<message>
<source>{trainable_parameters} parameters trained, {share} of the model</source>
<translation>训练 {trainable_parameters} 个参数，占模型的 {share}</translation>
</message>
<message>
<source>{step} steps</source>
<translation>{step} 步</translation>
</message>
<message>
<source>Highest learning rate: {learning_rate}</source>
<translation>最高学习率：{learning_rate}</translation>
</message>
<message>
<source>Measured on the held-out rows</source>
<translation>验证集评估结果</translation>
</message>
<message>
<source> (the best)</source>
<translation>（最佳）</translation>
</message>
<message>
<source>Tuned model</source>
<translation>微调后的模型</translation>
</message>
<message>
<source>not stated in its folder; ask where it comes from</source>
<translation>其文件夹中没有说明；请查询来源</translation>
</message>
<message>
<source>the model's own, or a plain one</source>
<translation>模型自带的，或简单模板</translation>
</message>
<message>
<source>{folder} holds no adapter that can be read; a file of it is missing or damaged.</source>
<translation>{folder} 中没有可读取的适配器；其文件缺失或已损坏。</translation>
</message>
<message>
<source>{folder}: the adapter does not fit this model, as {misfit} shows.</source>
<translation>{folder}：适配器与此模型不匹配，例如 {misfit}。</translation>
</message>
<message>
<source>{folder} was written by a newer version of this program (format {version}); update to open it.</source>
<translation>{folder} 是由本程序的更新版本写出的（格式 {version}）；请更新后再打开。</translation>
</message>
<message>
<source>{file}: adapters of the kind {config} cannot be opened; those that can are {known}.</source>
<translation>{file}：无法打开 {config} 类型的适配器；可以打开的有 {known}。</translation>
</message>
<message>
<source>{folder} holds no adapter: it has no {config}.</source>
<translation>{folder} 中没有适配器：缺少 {config}。</translation>
</message>
<message>
<source>{file} is damaged.</source>
<translation>{file} 已损坏。</translation>
</message>
<message>
<source>{folder} holds no {tensors}; pickled adapters are not opened.</source>
<translation>{folder} 中没有 {tensors}；不会打开 pickle 格式的适配器。</translation>
</message>
<message>
<source>has, and the model does not,</source>
<translation>多出了模型中没有的</translation>
</message>
<message>
<source>{folder}: the adapter does not fit this model; it {side} {odd}.</source>
<translation>{folder}：适配器与此模型不匹配；它{side} {odd}。</translation>
</message>
<message>
<source>{file} is damaged or cut short.</source>
<translation>{file} 已损坏或不完整。</translation>
</message>
<message>
<source>{folder}: the adapter does not fit this model; {name} is {got} and should be {wanted}.</source>
<translation>{folder}：适配器与此模型不匹配；{name} 是 {got}，应为 {wanted}。</translation>
</message>
<message>
<source>{folder} holds other things than an exported model or adapter; choose a new folder.</source>
<translation>{folder} 中有导出的模型或适配器以外的内容；请选择一个新文件夹。</translation>
</message>
<message>
<source>vLLM and llama.cpp read LoRA alone; export {title} as a merged model or an adapter instead.</source>
<translation>vLLM 和 llama.cpp 只能读取 LoRA；请把 {title} 导出为合并后的模型或适配器。</translation>
</message>
<message>
<source>vLLM and llama.cpp cannot read DoRA; export the merged model instead.</source>
<translation>vLLM 和 llama.cpp 无法读取 DoRA；请改为导出合并后的模型。</translation>
</message>
<message>
<source>vLLM and llama.cpp cannot read trained biases; export the merged model instead.</source>
<translation>vLLM 和 llama.cpp 无法读取训练过的偏置；请改为导出合并后的模型。</translation>
</message>
<message>
<source>vLLM and llama.cpp cannot read modules that were trained whole; export the merged model instead.</source>
<translation>vLLM 和 llama.cpp 无法读取整体训练的模块；请改为导出合并后的模型。</translation>
</message>
<message>
<source>vLLM and llama.cpp cannot read a LoRA on {name}; export the merged model instead.</source>
<translation>vLLM 和 llama.cpp 无法读取 {name} 上的 LoRA；请改为导出合并后的模型。</translation>
</message>
<message>
<source>Reading the written files back</source>
<translation>正在读回写出的文件</translation>
</message>
<message>
<source>Comparing replies</source>
<translation>正在比较回复</translation>
</message>
<message>
<source>{others} of {compared} replies</source>
<translation>{compared} 个回复中的 {others} 个</translation>
</message>
<message>
<source>The written adapter says the same as the one in memory.</source>
<translation>写出的适配器与内存中的回复相同。</translation>
</message>
<message>
<source>{of} took another turn where two words were almost equally likely.</source>
<translation>{of}在两个几乎同样可能的词之间走了另一条路。</translation>
</message>
<message>
<source>Not compared: there is no room in memory for the written model beside the one that is open.</source>
<translation>没有比较：内存中放不下已打开的模型和写出的模型。</translation>
</message>
<message>
<source>The written adapter answers differently: do not use it, and export again.</source>
<translation>写出的适配器给出不同的回复：请不要使用，重新导出。</translation>
</message>
<message>
<source>rounding to {name} loses part of what was learned; export in 32 bits</source>
<translation>舍入为 {name} 会丢失一部分学到的内容；请以 32 位导出</translation>
</message>
<message>
<source>the files hold something else than the model in memory; do not use them, and export again</source>
<translation>文件与内存中的模型不一致；请不要使用，重新导出</translation>
</message>
<message>
<source>The written model answers differently: {cause}.</source>
<translation>写出的模型给出不同的回复：{cause}。</translation>
</message>
<message>
<source>The written model says the same as the one in memory.</source>
<translation>写出的模型与内存中的回复相同。</translation>
</message>
<message>
<source>{of} took another turn where two words were almost equally likely, as rounding to {name} can do; export in 32 bits for the very same replies.</source>
<translation>{of}在两个几乎同样可能的词之间走了另一条路，舍入为 {name} 时可能如此；若要完全相同的回复，请以 32 位导出。</translation>
</message>
<message>
<source>{folder} holds no adapter: it has no {name}.</source>
<translation>{folder} 中没有适配器：缺少 {name}。</translation>
</message>
<message>
<source>{folder}: the adapter does not fit this model, as {name} shows.</source>
<translation>{folder}：适配器与此模型不匹配，例如 {name}。</translation>
</message>
<message>
<source>Writing the merged model</source>
<translation>正在写出合并后的模型</translation>
</message>
<message>
<source>{name} became {shape} and should be {shape_2}; nothing was kept.</source>
<translation>{name} 变成了 {shape}，应为 {shape_2}；没有留下任何内容。</translation>
</message>
<message>
<source>{name} does not read as it was written; the disk may be failing. Nothing was kept.</source>
<translation>{name} 读出的内容与写入的不同；磁盘可能有故障。没有留下任何内容。</translation>
</message>
<message>
<source>{file}: {name} holds numbers of the kind {entry}, which cannot be read here.</source>
<translation>{file}：{name} 含有 {entry} 类型的数值，这里无法读取。</translation>
</message>
<message>
<source>{file} became shorter while it was read; fetch it again.</source>
<translation>{file} 在读取过程中变短了；请重新获取。</translation>
</message>
<message>
<source>the disk is full</source>
<translation>磁盘已满</translation>
</message>
<message>
<source>{folder} exists already and is not empty; choose a new folder.</source>
<translation>{folder} 已存在且不是空的；请选择一个新文件夹。</translation>
</message>
<message>
<source>{folder} cannot be made: {parent} is a file.</source>
<translation>无法建立 {folder}：{parent} 是一个文件。</translation>
</message>
<message>
<source>{folder}: the disk has {free} free and {needed_bytes} are needed; make room or choose another disk.</source>
<translation>{folder}：磁盘剩余 {free}，需要 {needed_bytes}；请腾出空间或换一个磁盘。</translation>
</message>
<message>
<source>{folder} cannot be made: nothing can be written to {parent}.</source>
<translation>无法建立 {folder}：{parent} 不可写入。</translation>
</message>
<message>
<source>Temperature</source>
<translation>温度</translation>
</message>
<message>
<source>How daring the choice of each token is. 0 always takes the likeliest one; about 0.7 is lively, above 1.2 the text soon falls apart.</source>
<translation>选择每个 token 时有多大胆。0 总是取最可能的；0.7 左右较为活泼，超过 1.2 文本很快就会散乱。</translation>
</message>
<message>
<source>Top p</source>
<translation>Top p</translation>
</message>
<message>
<source>Chooses among the likeliest tokens that together have this probability; 1 leaves none out.</source>
<translation>在合计达到这一概率的最可能 token 中选择；1 表示全部保留。</translation>
</message>
<message>
<source>Top k</source>
<translation>Top k</translation>
</message>
<message>
<source>Chooses among this many of the likeliest tokens; 0 is all of them.</source>
<translation>在这么多个最可能的 token 中选择；0 表示不限。</translation>
</message>
<message>
<source>Min p</source>
<translation>Min p</translation>
</message>
<message>
<source>Leaves out tokens that have less than this share of the likeliest one's probability. 0.05 keeps a high temperature readable; 0 leaves none out.</source>
<translation>排除概率低于最可能 token 这一比例的 token。0.05 能让高温度下的文本仍然可读；0 表示全部保留。</translation>
</message>
<message>
<source>Repetition penalty</source>
<translation>重复惩罚</translation>
</message>
<message>
<source>Above 1, tokens that were said already get less likely. 1.1 is a gentle nudge; 1 does nothing.</source>
<translation>大于 1 时，已经说过的 token 概率会降低。1.1 是轻微的作用；1 表示不起作用。</translation>
</message>
<message>
<source>Longest reply (tokens)</source>
<translation>回复最大长度（token）</translation>
</message>
<message>
<source>The reply ends here at the latest.</source>
<translation>回复最迟在这里结束。</translation>
</message>
<message>
<source>Seed</source>
<translation>随机种子</translation>
</message>
<message>
<source>Same seed and same settings, same reply.</source>
<translation>种子和设置都相同，回复就相同。</translation>
</message>
<message>
<source>Stop words</source>
<translation>停止词</translation>
</message>
<message>
<source>The reply ends before the first of these texts, with commas between them.</source>
<translation>回复会在其中任一文本首次出现之前结束；多个之间用逗号分隔。</translation>
</message>
<message>
<source>No repeated run of tokens</source>
<translation>不重复的连续 token 数</translation>
</message>
<message>
<source>No run of this many tokens is said twice, which ends loops; 3 or 4 is usual, 0 allows all.</source>
<translation>同样的连续 N 个 token 不会出现两次，可以避免循环；通常取 3 或 4，0 表示不限。</translation>
</message>
<message>
<source>Shortest reply (tokens)</source>
<translation>回复最小长度（token）</translation>
</message>
<message>
<source>The model cannot end its reply before this.</source>
<translation>达到这一长度之前，模型不能结束回复。</translation>
</message>
<message>
<source>Beams</source>
<translation>束搜索宽度</translation>
</message>
<message>
<source>Writes this many candidates side by side and keeps the likeliest as a whole; slower, and nothing is seen before the end. 1 writes one.</source>
<translation>同时写出这么多个候选，保留整体上最可能的一个；较慢，并且结束前看不到内容。1 表示只写一个。</translation>
</message>
<message>
<source>Replies</source>
<translation>回复数</translation>
</message>
<message>
<source>How many replies to give.</source>
<translation>给出多少个回复。</translation>
</message>
<message>
<source>End token id</source>
<translation>结束 token 编号</translation>
</message>
<message>
<source>Ends a reply; unset: the model's own.</source>
<translation>用于结束回复；不设置则用模型自带的。</translation>
</message>
<message>
<source>Padding token id</source>
<translation>填充 token 编号</translation>
</message>
<message>
<source>Fills up rows; unset: the model's own.</source>
<translation>用于补齐各行；不设置则用模型自带的。</translation>
</message>
<message>
<source>several replies need a temperature above 0, or at least as many beams as replies</source>
<translation>要得到多个回复，温度须大于 0，或者束搜索宽度不少于回复数</translation>
</message>
<message>
<source>min_new_tokens is larger than max_new_tokens</source>
<translation>min_new_tokens 大于 max_new_tokens</translation>
</message>
<message>
<source>a stop word is empty</source>
<translation>有一个停止词是空的</translation>
</message>
<message>
<source>up to {value} % slower</source>
<translation>最多慢 {value} %</translation>
</message>
<message>
<source>rows of at most {length} tokens: faster, but longer ones {fate}</source>
<translation>每行最多 {length} 个 token：更快，但更长的行{fate}</translation>
</message>
<message>
<source>Frees about {frees}; the run then needs {price}{ending}.</source>
<translation>约省 {frees}，之后这次训练需要 {price}{ending}。</translation>
</message>
<message>
<source>{size} at once instead of {rows}, with as many in a step: a little slower</source>
<translation>一次 {size}而不是 {rows} 行，每步总行数不变：稍慢</translation>
</message>
<message>
<source>compute {count} of {layers} layers again: {slower}</source>
<translation>重新计算 {layers} 层中的 {count} 层：{slower}</translation>
</message>
<message>
<source>keep the optimizer's memory in 8 bits: as fast, with steps that are a little coarser</source>
<translation>优化器的内存用 8 位保存：一样快，步子稍粗</translation>
</message>
<message>
<source>are left out</source>
<translation>会被排除</translation>
</message>
<message>
<source>are cut</source>
<translation>会被截断</translation>
</message>
<message>
<source>rows of at most {length} tokens: faster, but {sum} longer ones {fate}</source>
<translation>每行最多 {length} 个 token：更快，但有 {sum} 行更长，{fate}</translation>
</message>
<message>
<source>hold the frozen weights in 4 bits: slower, at a small loss of quality</source>
<translation>冻结的权重用 4 位保存：较慢，质量略有损失</translation>
</message>
<message>
<source>compute all layers again on the way back: {slower}</source>
<translation>反向传播时重新计算所有层：{slower}</translation>
</message>
<message>
<source>, which is not enough alone</source>
<translation>，仅此还不够</translation>
</message>
<message>
<source>weights</source>
<translation>权重</translation>
</message>
<message>
<source>trained weights</source>
<translation>训练的权重</translation>
</message>
<message>
<source>gradients</source>
<translation>梯度</translation>
</message>
<message>
<source>optimizer</source>
<translation>优化器</translation>
</message>
<message>
<source>activations</source>
<translation>激活值</translation>
</message>
<message>
<source>logits</source>
<translation>logits</translation>
</message>
<message>
<source>workspace</source>
<translation>工作区</translation>
</message>
<message>
<source>program</source>
<translation>程序</translation>
</message>
<message>
<source>kept for reuse</source>
<translation>保留待用</translation>
</message>
<message>
<source>{architecture} cannot be counted without its weights ({name}); activations and logits are a rough estimate.</source>
<translation>不读取权重就无法统计 {architecture}（{name}）；激活值和 logits 只是粗略估计。</translation>
</message>
<message>
<source>method.name = {name} is no method; the methods are {names}.</source>
<translation>method.name = {name} 不是一种方法；可用的方法有 {names}。</translation>
</message>
<message>
<source>AdaMix</source>
<translation>AdaMix</translation>
</message>
<message>
<source>Small networks</source>
<translation>小型网络</translation>
</message>
<message>
<source>Trains several adapters in every layer, one drawn at random in each pass, and holds any two draws to the same answer. Their mean is what stays: one small adapter that learned from all of them. Each step takes two passes.</source>
<translation>在每一层训练多个适配器，每次传播随机抽取一个，并要求任意两次抽取给出相同的结果。最后留下它们的平均：一个向所有适配器学习过的小适配器。每步需要两次传播。</translation>
</message>
<message>
<source>Experts</source>
<translation>专家数</translation>
</message>
<message>
<source>Adapters in each layer, of which each pass takes one.</source>
<translation>每层的适配器个数，每次传播取其中一个。</translation>
</message>
<message>
<source>Bottleneck</source>
<translation>瓶颈维度</translation>
</message>
<message>
<source>Width of the narrow middle.</source>
<translation>中间窄层的宽度。</translation>
</message>
<message>
<source>Share the up-projection</source>
<translation>共享升维投影</translation>
</message>
<message>
<source>One way back to the full width for all experts; otherwise each has its own.</source>
<translation>所有专家共用一个还原到完整宽度的投影；否则各用各的。</translation>
</message>
<message>
<source>Consistency</source>
<translation>一致性</translation>
</message>
<message>
<source>Weight of the loss that holds two passes to the same answer; 0 saves the second pass.</source>
<translation>要求两次传播结果一致的损失权重；0 可省去第二次传播。</translation>
</message>
<message>
<source>AdaMix stands behind the feed-forward part of every layer, and none was found in this model.</source>
<translation>AdaMix 放在每一层的前馈部分之后，而此模型中没有找到前馈部分。</translation>
</message>
<message>
<source>Adapter</source>
<translation>适配器</translation>
</message>
<message>
<source>Puts small networks with a narrow middle behind or beside the attention and feed-forward parts of every layer and trains only these. It learns nearly as well as training everything; since it computes something of its own, it cannot be folded into the weights and makes the model a little slower.</source>
<translation>在每一层的注意力和前馈部分之后或旁边放置中间较窄的小型网络，只训练这些网络。效果接近全量训练；由于它要做自己的计算，无法并入权重，会让模型稍慢一些。</translation>
</message>
<message>
<source>Placement</source>
<translation>放置方式</translation>
</message>
<message>
<source>Two in each layer (Houlsby), one behind the feed-forward part (Pfeiffer) or beside it (parallel).</source>
<translation>每层两个（Houlsby），前馈部分之后一个（Pfeiffer），或放在其旁边（并行）。</translation>
</message>
<message>
<source>Activation</source>
<translation>激活函数</translation>
</message>
<message>
<source>What the narrow middle computes.</source>
<translation>中间窄层做什么计算。</translation>
</message>
<message>
<source>Scale</source>
<translation>缩放</translation>
</message>
<message>
<source>Strength of what it adds.</source>
<translation>它所加内容的强度。</translation>
</message>
<message>
<source>Dropout</source>
<translation>随机丢弃（Dropout）</translation>
</message>
<message>
<source>Share of the middle left out at random while training.</source>
<translation>训练时中间层随机舍去的比例。</translation>
</message>
<message>
<source>Train the norms</source>
<translation>训练归一化层</translation>
</message>
<message>
<source>Also train the norms of every layer, as Houlsby did.</source>
<translation>同时训练每一层的归一化层，与 Houlsby 的做法相同。</translation>
</message>
<message>
<source>Adapters stand inside attention and feed-forward layers, and none were found in this model.</source>
<translation>适配器放在注意力层和前馈层中，而此模型中没有找到这些层。</translation>
</message>
<message>
<source>method.target_modules = {target_modules} matches no linear layer of this model; its linear layers end in {endings}, and a regular expression has to match the whole name, as .*{endings_2} does.</source>
<translation>method.target_modules = {target_modules} 没有匹配此模型的任何线性层；其线性层以 {endings} 结尾，而正则表达式须匹配完整的名称，例如 .*{endings_2}。</translation>
</message>
<message>
<source>Beside the weights</source>
<translation>权重旁边</translation>
</message>
<message>
<source>Attention and prompts</source>
<translation>注意力与提示</translation>
</message>
<message>
<source>The weights themselves</source>
<translation>权重本身</translation>
</message>
<message>
<source>Target modules</source>
<translation>目标模块</translation>
</message>
<message>
<source>all-linear, a regular expression for the whole name of a module, or a list of name endings.</source>
<translation>all-linear、匹配模块完整名称的正则表达式，或名称结尾的列表。</translation>
</message>
<message>
<source>Leave out</source>
<translation>排除</translation>
</message>
<message>
<source>Modules that are not touched though they match: a regular expression, or a list of name endings.</source>
<translation>即使匹配也不改动的模块：正则表达式，或名称结尾的列表。</translation>
</message>
<message>
<source>Train whole modules</source>
<translation>整体训练的模块</translation>
</message>
<message>
<source>Name endings of modules that are trained in full and saved with the adapter.</source>
<translation>整体训练并随适配器一起保存的模块的名称结尾。</translation>
</message>
<message>
<source>{title} trains the weights themselves, and here they are quantised; load the model unquantised.</source>
<translation>{title} 训练的是权重本身，而这里的权重已量化；请不带量化地加载模型。</translation>
</message>
<message>
<source>it names no module; all-linear takes every linear layer</source>
<translation>它没有指明任何模块；all-linear 表示所有线性层</translation>
</message>
<message>
<source>method.exclude_modules and modules_to_save leave none of the target modules; name fewer.</source>
<translation>method.exclude_modules 和 modules_to_save 没有留下任何目标模块；请少写一些。</translation>
</message>
<message>
<source>it is no regular expression: {error}</source>
<translation>它不是正则表达式：{error}</translation>
</message>
<message>
<source>method.modules_to_save names {ending}, and no module of this model is called so.</source>
<translation>method.modules_to_save 中的 {ending} 在此模型中没有对应的模块。</translation>
</message>
<message>
<source>method.modules_to_save names {ending}, which is quantised here and cannot be trained whole; leave it out or load the model unquantised.</source>
<translation>method.modules_to_save 中的 {ending} 在这里已量化，无法整体训练；请去掉它，或不带量化地加载模型。</translation>
</message>
<message>
<source>BitFit</source>
<translation>BitFit</translation>
</message>
<message>
<source>Trains nothing but the biases, the single numbers that each layer adds to its outputs: about one parameter in a thousand. It works for models that have biases; many newer ones have none.</source>
<translation>只训练偏置，也就是每层加到输出上的那些单个数值：约占参数的千分之一。它适用于带偏置的模型；许多较新的模型没有偏置。</translation>
</message>
<message>
<source>Which biases</source>
<translation>哪些偏置</translation>
</message>
<message>
<source>All of them, or only those of the query and the first feed-forward layer.</source>
<translation>全部，或只训练查询和第一个前馈层的偏置。</translation>
</message>
<message>
<source>Add biases</source>
<translation>添加偏置</translation>
</message>
<message>
<source>Give layers without a bias one that starts at zero; merging makes them real ones.</source>
<translation>为没有偏置的层添加从零开始的偏置；合并后它们成为真正的偏置。</translation>
</message>
<message>
<source>BitFit trains biases, and this model has none of those; switch method.add_biases on to give it some.</source>
<translation>BitFit 训练偏置，而此模型没有偏置；请打开 method.add_biases 为其添加。</translation>
</message>
<message>
<source>Some layers</source>
<translation>部分层</translation>
</message>
<message>
<source>Trains some of the model's layers in full and leaves the others frozen. The last layers shape what is said, the first ones how the text is read.</source>
<translation>完整训练模型的若干层，其余冻结。最后几层决定怎么说，最前几层决定怎么读。</translation>
</message>
<message>
<source>Layers</source>
<translation>层数</translation>
</message>
<message>
<source>So many of the last layers; negative: of the first; 0: none, for a classifier's head alone.</source>
<translation>最后这么多层；负数：最前的若干层；0：不训练层，只训练分类头。</translation>
</message>
<message>
<source>Final norm</source>
<translation>最终归一化层</translation>
</message>
<message>
<source>Also train the norm behind the last layer.</source>
<translation>同时训练最后一层之后的归一化层。</translation>
</message>
<message>
<source>Output head</source>
<translation>输出头</translation>
</message>
<message>
<source>Also train the layer that chooses tokens, and the input embeddings where these share its weight.</source>
<translation>同时训练选择 token 的层；若输入嵌入与其共享权重，也一并训练。</translation>
</message>
<message>
<source>With no layer chosen there is nothing to train; set Layers to another number than 0.</source>
<translation>没有选择任何层，就没有可训练的内容；请把“层数”设为 0 以外的值。</translation>
</message>
<message>
<source>Full fine-tuning</source>
<translation>全量微调</translation>
</message>
<message>
<source>Trains every weight of the model. It can learn the most and needs by far the most memory: beside the weights a copy, their gradients and the optimiser's two numbers for each. What is learned is as large as the model.</source>
<translation>训练模型的所有权重。能学到的最多，所需内存也远远最多：除权重外还要一份副本、梯度，以及优化器为每个权重保存的两个数。学到的内容与模型一样大。</translation>
</message>
<message>
<source>IA3</source>
<translation>IA3</translation>
</message>
<message>
<source>Learns one number for each key, value and inner feed-forward unit: how strong it shall be. With one parameter in ten thousand it is the smallest of the methods that can be folded into the weights.</source>
<translation>为每个键、值和前馈内部单元学习一个数：它应有多强。参数只有万分之一，是可以并入权重的方法中最小的。</translation>
</message>
<message>
<source>auto: keys, values and feed-forward outputs; else a regular expression or a list of name endings.</source>
<translation>auto：键、值和前馈输出；也可以是正则表达式或名称结尾的列表。</translation>
</message>
<message>
<source>Feed-forward modules</source>
<translation>前馈模块</translation>
</message>
<message>
<source>Those of the targets whose inputs are scaled instead of their outputs.</source>
<translation>目标模块中缩放输入而不是输出的那些。</translation>
</message>
<message>
<source>Unlearn wrong answers</source>
<translation>忘却错误答案</translation>
</message>
<message>
<source>Weight of the loss that makes wrong answers unlikely; acts only where rows bring wrong answers. Lower it where these share most of their words with the right one.</source>
<translation>让错误答案变得不太可能的损失权重；仅在数据带有错误答案时起作用。若错误答案与正确答案大部分用词相同，请调低。</translation>
</message>
<message>
<source>Choose among answers</source>
<translation>在答案中选择</translation>
</message>
<message>
<source>Weight of the loss that ranks the right answer first, whatever the answers' lengths; acts only where rows bring wrong answers.</source>
<translation>让正确答案排在首位的损失权重，与答案长短无关；仅在数据带有错误答案时起作用。</translation>
</message>
<message>
<source>IA3 finds no keys, values or feed-forward layers in this model; name them under Target modules.</source>
<translation>IA3 在此模型中找不到键、值或前馈层；请在“目标模块”中指定。</translation>
</message>
<message>
<source>LLaMA-Adapter</source>
<translation>LLaMA-Adapter</translation>
</message>
<message>
<source>Gives the upper layers a few learned prompts to attend to, behind gates that start shut: training begins with the model exactly as it is and lets the prompts in as they prove useful.</source>
<translation>让上面的若干层关注少量学到的提示，提示前有一道起初关闭的门：训练从原模型的状态开始，提示证明有用时才逐渐放行。</translation>
</message>
<message>
<source>Prompts</source>
<translation>提示数</translation>
</message>
<message>
<source>How many each layer attends to.</source>
<translation>每层关注多少个提示。</translation>
</message>
<message>
<source>So many of the last layers; all where the model has fewer.</source>
<translation>最后这么多层；模型层数不足时为全部。</translation>
</message>
<message>
<source>One gate for each</source>
<translation>门的单位</translation>
</message>
<message>
<source>Head, as in the paper, or layer, as in PEFT's files.</source>
<translation>“头”为每个注意力头一道门，如论文所述；“层”为每层一道，如 PEFT 的文件。</translation>
</message>
<message>
<source>{file}: for GPT-2 PEFT computes these prompts in another way, which is not supported.</source>
<translation>{file}：对于 GPT-2，PEFT 以另一种方式计算这些提示，暂不支持。</translation>
</message>
<message>
<source>LoRA</source>
<translation>LoRA</translation>
</message>
<message>
<source>Beside each chosen weight matrix W it learns two thin matrices, A and B, whose product is added to W. The model itself stays as it is; what is learned is a file of a few megabytes, and it can be folded into the weights for good. The first choice for most tasks.</source>
<translation>在每个选定的权重矩阵 W 旁学习两个细长的矩阵 A 和 B，其乘积加到 W 上。模型本身保持不变；学到的只是几兆字节的文件，也可以永久并入权重。多数任务的首选。</translation>
</message>
<message>
<source>Rank</source>
<translation>秩</translation>
</message>
<message>
<source>Width of the two thin matrices: more can learn more.</source>
<translation>两个细长矩阵的宽度：越大能学得越多。</translation>
</message>
<message>
<source>Alpha</source>
<translation>Alpha</translation>
</message>
<message>
<source>Strength of what is learned: it is scaled by alpha / rank.</source>
<translation>所学内容的强度：按 alpha / 秩 缩放。</translation>
</message>
<message>
<source>Share of inputs left out at random while training.</source>
<translation>训练时输入随机舍去的比例。</translation>
</message>
<message>
<source>Train biases</source>
<translation>训练偏置</translation>
</message>
<message>
<source>Also train all biases of the model, or only those of the target modules.</source>
<translation>同时训练模型的所有偏置，或只训练目标模块的偏置。</translation>
</message>
<message>
<source>Rank-stabilised scaling</source>
<translation>秩稳定缩放</translation>
</message>
<message>
<source>Scale by alpha / sqrt(rank), which keeps high ranks learning.</source>
<translation>按 alpha / sqrt(秩) 缩放，使高秩也能持续学习。</translation>
</message>
<message>
<source>DoRA</source>
<translation>DoRA</translation>
</message>
<message>
<source>Also learn how long each row of the weight is; slower, and often better at low ranks.</source>
<translation>同时学习权重每一行的长度；较慢，低秩时往往更好。</translation>
</message>
<message>
<source>Only these layers</source>
<translation>仅限这些层</translation>
</message>
<message>
<source>Numbers of the layers, counted from 0, whose modules are touched; empty: all.</source>
<translation>所改动模块的层号，从 0 数起；留空：全部。</translation>
</message>
<message>
<source>Rank of single modules</source>
<translation>单个模块的秩</translation>
</message>
<message>
<source>As in q_proj = 16, v_proj = 4: name endings or regular expressions; the first by alphabet counts.</source>
<translation>例如 q_proj = 16, v_proj = 4：名称结尾或正则表达式；有多个匹配时按字母顺序取第一个。</translation>
</message>
<message>
<source>Alpha of single modules</source>
<translation>单个模块的 Alpha</translation>
</message>
<message>
<source>As in q_proj = 32; written as the ranks are.</source>
<translation>例如 q_proj = 32；写法与秩相同。</translation>
</message>
<message>
<source>layers are counted from 0</source>
<translation>层号从 0 数起</translation>
</message>
<message>
<source>each number must be above 0</source>
<translation>每个数都须大于 0</translation>
</message>
<message>
<source>method.layers_to_transform names layer {missing}, and this model has layers 0 to {there}.</source>
<translation>method.layers_to_transform 中有第 {missing} 层，而此模型只有第 0 到 {there} 层。</translation>
</message>
<message>
<source>method.layers_to_transform leaves none of the target modules; name other layers.</source>
<translation>method.layers_to_transform 没有留下任何目标模块；请改写其他层。</translation>
</message>
<message>
<source>{file}: this adapter began with {start}, which changes the base weights; let PEFT convert it to plain LoRA (path_initial_model_for_weight_conversion) and open that.</source>
<translation>{file}：此适配器以 {start} 开始，它会改变基座权重；请用 PEFT 把它转换为普通 LoRA（path_initial_model_for_weight_conversion）后再打开。</translation>
</message>
<message>
<source>{file}: the LoRA setting {key} = {config} is not supported.</source>
<translation>{file}：不支持 LoRA 设置 {key} = {config}。</translation>
</message>
<message>
<source>Mix-and-match adapter</source>
<translation>MAM 适配器</translation>
</message>
<message>
<source>Joins the two that complete each other best: a short prefix for attention and a small network beside each feed-forward part. Near to training everything on hard tasks, at a few percent of its parameters.</source>
<translation>把最互补的两种方法合在一起：注意力用短前缀，每个前馈部分旁加一个小型网络。在困难任务上接近全量训练，参数只有百分之几。</translation>
</message>
<message>
<source>Virtual tokens</source>
<translation>虚拟 token 数</translation>
</message>
<message>
<source>How many keys and values stand before the text.</source>
<translation>放在文本前面的键和值的个数。</translation>
</message>
<message>
<source>Width of the networks beside the feed-forward parts.</source>
<translation>前馈部分旁的网络的宽度。</translation>
</message>
<message>
<source>Strength of what these networks add.</source>
<translation>这些网络所加内容的强度。</translation>
</message>
<message>
<source>P-Tuning</source>
<translation>P-Tuning</translation>
</message>
<message>
<source>Learns virtual tokens as prompt tuning does, but through a small network that ties them together and is dropped afterwards. A template can put them anywhere: before, between and behind the parts of the text.</source>
<translation>与提示微调一样学习虚拟 token，但要经过一个把它们联系起来的小型网络，训练后该网络即丢弃。模板可以把它们放在任何位置：文本各部分之前、之间或之后。</translation>
</message>
<message>
<source>How many there are, in all slots together.</source>
<translation>所有占位符合计的个数。</translation>
</message>
<message>
<source>Network</source>
<translation>网络</translation>
</message>
<message>
<source>What computes the virtual tokens while training: an LSTM, linear layers, or nothing.</source>
<translation>训练时用什么计算虚拟 token：LSTM、线性层，或不用网络。</translation>
</message>
<message>
<source>Width of the network</source>
<translation>网络宽度</translation>
</message>
<message>
<source>Its inner numbers, for the LSTM half of them each way; unset: the model's width.</source>
<translation>其内部维度，LSTM 每个方向占一半；不设置则与模型宽度相同。</translation>
</message>
<message>
<source>P-Tuning v2</source>
<translation>P-Tuning v2</translation>
</message>
<message>
<source>Learns prompts for every layer, directly and without a network that computes them. Made for naming classes of texts or words, where it comes near to training everything even on small models.</source>
<translation>直接为每一层学习提示，不经过网络计算。专为文本分类和词语标注而设计，即使在小模型上也接近全量训练。</translation>
</message>
<message>
<source>Train through a network</source>
<translation>经由网络训练</translation>
</message>
<message>
<source>Steadier on some tasks; only its result is kept.</source>
<translation>在某些任务上更稳定；只保留其结果。</translation>
</message>
<message>
<source>Share of the prompts left out at random while training.</source>
<translation>训练时提示随机舍去的比例。</translation>
</message>
<message>
<source>Prefix tuning</source>
<translation>前缀微调</translation>
</message>
<message>
<source>Learns keys and values that every attention of the model sees before the text, as if it remembered a text that no words could spell. The weights stay untouched; many such prefixes can share one model.</source>
<translation>学习模型的每个注意力在文本之前看到的键和值，仿佛记得一段任何文字都写不出的文本。权重保持不变；多个这样的前缀可以共用一个模型。</translation>
</message>
<message>
<source>Steadier to train; only its result is kept.</source>
<translation>训练更稳定；只保留其结果。</translation>
</message>
<message>
<source>Width of that network</source>
<translation>该网络的宽度</translation>
</message>
<message>
<source>Its inner numbers.</source>
<translation>其内部维度。</translation>
</message>
<message>
<source>Share of the prefix left out at random while training.</source>
<translation>训练时前缀随机舍去的比例。</translation>
</message>
<message>
<source>{file}: PEFT's prefixes for models of two stacks reach only a part of them; not supported.</source>
<translation>{file}：对于由两个部分组成的模型，PEFT 的前缀只作用于其中一部分；暂不支持。</translation>
</message>
<message>
<source>Prompt tuning</source>
<translation>提示微调</translation>
</message>
<message>
<source>Learns some virtual tokens that are put before every text, as if the best instruction for the task were found by training. The model stays untouched, and what is learned is a few kilobytes. Large models profit most.</source>
<translation>学习放在每段文本之前的若干虚拟 token，仿佛通过训练找到了任务的最佳指令。模型保持不变，学到的只有几千字节。模型越大收益越大。</translation>
</message>
<message>
<source>How many stand before the text.</source>
<translation>放在文本前面的个数。</translation>
</message>
<message>
<source>Start from</source>
<translation>起始方式</translation>
</message>
<message>
<source>Random tokens of the vocabulary, the text, or the labels below.</source>
<translation>词表中的随机 token、下面的文本，或下面的类别名。</translation>
</message>
<message>
<source>Start text</source>
<translation>起始文本</translation>
</message>
<message>
<source>Repeated or cut to the number of virtual tokens.</source>
<translation>按虚拟 token 数重复或截断。</translation>
</message>
<message>
<source>Start labels</source>
<translation>起始类别名</translation>
</message>
<message>
<source>Names of classes: one virtual token each, the others start at random.</source>
<translation>类别名称：每个占一个虚拟 token，其余随机起始。</translation>
</message>
<message>
<source>This model has no input embeddings to put tokens among.</source>
<translation>此模型没有可以插入 token 的输入嵌入。</translation>
</message>
<message>
<source>{file} holds a prompt for the decoder as well; only one for the encoder can be opened.</source>
<translation>{file} 还含有解码器的提示；只能打开仅用于编码器的提示。</translation>
</message>
<message>
<source>method.init = {init} needs something to start from in method.init_{init_2}.</source>
<translation>method.init = {init} 需要在 method.init_{init_2} 中给出起始内容。</translation>
</message>
<message>
<source>Unified composer</source>
<translation>统一组合</translation>
</message>
<message>
<source>Puts a method together from the four choices in which adapters, LoRA and prefix tuning differ. The start settings are the scaled parallel adapter, which the paper found best for its size.</source>
<translation>按照适配器、LoRA 和前缀微调之间不同的四个方面自行组合一种方法。起始设置是缩放的并行适配器，论文认为它在同等大小下最好。</translation>
</message>
<message>
<source>Functional form</source>
<translation>函数形式</translation>
</message>
<message>
<source>Insertion</source>
<translation>插入方式</translation>
</message>
<message>
<source>Reads what enters the part, or what comes out of it.</source>
<translation>读取进入该部分的内容，或读取其输出。</translation>
</message>
<message>
<source>Modified representation</source>
<translation>修改的表示</translation>
</message>
<message>
<source>What attention or feed-forward give as a whole, each attention head, or each weight matrix.</source>
<translation>整个注意力或前馈部分的输出、每个注意力头，或每个权重矩阵。</translation>
</message>
<message>
<source>Composition</source>
<translation>组合方式</translation>
</message>
<message>
<source>Added, added times the scale, or weighed against by softmax.</source>
<translation>相加、乘以缩放后相加，或由 softmax 权衡。</translation>
</message>
<message>
<source>Strength of what is added (scaled_add).</source>
<translation>所加内容的强度（用于“缩放后相加”）。</translation>
</message>
<message>
<source>No {modified} part was found in this model to change.</source>
<translation>此模型中没有找到可修改的 {modified} 部分。</translation>
</message>
<message>
<source>gated_add weighs by a softmax over keys: it needs functional_form softmax, modified heads</source>
<translation>“门控相加”通过对键的 softmax 来权衡：函数形式须为 softmax，修改的表示须为“注意力头”</translation>
</message>
<message>
<source>gated_add weighs queries' keys: it needs insertion parallel</source>
<translation>“门控相加”权衡查询的键：插入方式须为“并行”</translation>
</message>
<message>
<source>beside a weight matrix the insertion is parallel</source>
<translation>放在权重矩阵旁时，插入方式须为“并行”</translation>
</message>
<message>
<source>VeRA</source>
<translation>VeRA</translation>
</message>
<message>
<source>LoRA whose two matrices are random and stay so; learned are only two vectors that say how strong each row and column of their product shall be. Smaller than LoRA by far, and folded into the weights as that is.</source>
<translation>两个矩阵随机生成且保持不变的 LoRA；只学习两个向量，缩放两个矩阵各行的强度。比 LoRA 小得多，同样可以并入权重。</translation>
</message>
<message>
<source>Width of the random matrices.</source>
<translation>随机矩阵的宽度。</translation>
</message>
<message>
<source>Start of d</source>
<translation>d 的初值</translation>
</message>
<message>
<source>What each inner number starts at.</source>
<translation>每个内部数值的起始值。</translation>
</message>
<message>
<source>Seed of the matrices</source>
<translation>矩阵的随机种子</translation>
</message>
<message>
<source>Same seed, same matrices.</source>
<translation>种子相同，矩阵就相同。</translation>
</message>
<message>
<source>The attention of {name} cannot be entered from outside; LoRA or an adapter can tune it.</source>
<translation>无法从外部进入 {name} 的注意力；可以用 LoRA 或适配器来微调。</translation>
</message>
<message>
<source>This method acts inside attention, and no attention was found in this model.</source>
<translation>此方法作用于注意力内部，而此模型中没有找到注意力。</translation>
</message>
<message>
<source>{name} takes added keys through its cache, which activation checkpointing empties; switch training.activation_checkpointing off.</source>
<translation>{name} 通过缓存接收新增的键，而激活检查点会清空缓存；请关闭 training.activation_checkpointing。</translation>
</message>
<message>
<source>The model knows {context} positions, and the {number} of the prefix and the text need {last}; lower data.max_length to {context_2}.</source>
<translation>模型有 {context} 个位置，前缀的 {number} 个加上文本需要 {last} 个；请把 data.max_length 降到 {context_2}。</translation>
</message>
<message>
<source>write text</source>
<translation>续写文本</translation>
</message>
<message>
<source>write text from text (model.task = 'seq2seq_lm')</source>
<translation>从文本写出文本（model.task = 'seq2seq_lm'）</translation>
</message>
<message>
<source>name a text's class (model.task = 'sequence_classification')</source>
<translation>判断文本的类别（model.task = 'sequence_classification'）</translation>
</message>
<message>
<source>name each word's class (model.task = 'token_classification')</source>
<translation>判断每个词的类别（model.task = 'token_classification'）</translation>
</message>
<message>
<source>{path} is not on this machine yet; load it once to download it.</source>
<translation>{path} 还不在这台电脑上；加载一次即可下载。</translation>
</message>
<message>
<source>{folder} holds a {model_type} model, which sees the whole text at once and cannot write text on; set model.task to {config_or}.</source>
<translation>{folder} 中是 {model_type} 模型，它一次看到整段文本，无法续写；请把 model.task 设为 {config_or}。</translation>
</message>
<message>
<source>{folder} holds a {model_type} model, which cannot {does}; set model.task to {possible_or}.</source>
<translation>{folder} 中是 {model_type} 模型，它不能{does}；请把 model.task 设为 {possible_or}。</translation>
</message>
<message>
<source>{folder} cannot be used: {error}</source>
<translation>无法使用 {folder}：{error}</translation>
</message>
<message>
<source>{folder} holds a {model_type} model, which cannot {does}: {error}</source>
<translation>{folder} 中是 {model_type} 模型，它不能{does}：{error}</translation>
</message>
<message>
<source>{folder} runs code of its own; set model.trust_remote_code = true if you trust its authors.</source>
<translation>{folder} 会运行它自带的代码；如果你信任其作者，请set model.trust_remote_code = true。</translation>
</message>
<message>
<source>the Hub did not give it: {name}</source>
<translation>Hub 没有提供它：{name}</translation>
</message>
<message>
<source>its authors give it only to those whom they let in: ask on its page, then run `hf auth login`</source>
<translation>作者只向获准的人提供：请在其页面上申请，然后运行 `hf auth login`</translation>
</message>
<message>
<source>the Hub has no such model, or it is private: then run `hf auth login` first</source>
<translation>Hub 上没有这个模型，或者它是私有的：若是私有的，请先运行 `hf auth login`</translation>
</message>
<message>
<source>the Hub cannot be reached from here; check the network or the mirror (HF_ENDPOINT), or open a folder that holds the model</source>
<translation>无法连接 Hub；请检查网络或镜像（HF_ENDPOINT），或打开已有模型的文件夹</translation>
</message>
<message>
<source>Looking for {hub_id} on the Hugging Face Hub</source>
<translation>正在 Hugging Face Hub 上查找 {hub_id}</translation>
</message>
<message>
<source>{hub_id} needs {total} in {hf_hub_cache}, where {free} are free; make room.</source>
<translation>{hub_id} 需要 {hf_hub_cache} 中有 {total}，而那里剩余 {free}；请腾出空间。</translation>
</message>
<message>
<source>{hub_id} is no folder here and not in the Hugging Face cache, and {error}.</source>
<translation>这里没有文件夹 {hub_id}，Hugging Face 缓存中也没有，而且{error}。</translation>
</message>
<message>
<source>{filename} of {hub_id} came damaged; download it again.</source>
<translation>{hub_id} 的 {filename} 下载后已损坏；请重新下载。</translation>
</message>
<message>
<source>{file} is damaged or cut short ({size} bytes); fetch it again.</source>
<translation>{file} 已损坏或不完整（{size} 字节）；请重新获取。</translation>
</message>
<message>
<source>{folder} is a file; give the folder of the model.</source>
<translation>{folder} 是一个文件；请指定模型所在的文件夹。</translation>
</message>
<message>
<source>{folder}: there is no such folder.</source>
<translation>{folder}：没有这个文件夹。</translation>
</message>
<message>
<source>{folder} is no model folder: it has no config.json.</source>
<translation>{folder} 不是模型文件夹：其中没有 config.json。</translation>
</message>
<message>
<source>{hub_id} is neither a folder nor a Hugging Face Hub id.</source>
<translation>{hub_id} 既不是文件夹，也不是 Hugging Face Hub 上的名称。</translation>
</message>
<message>
<source>{folder} holds no weights (no .safetensors file).</source>
<translation>{folder} 中没有权重（没有 .safetensors 文件）。</translation>
</message>
<message>
<source>{folder} is a pickle, which can run code when opened; use a safetensors copy, or set model.allow_pickle = true if you trust where it came from.</source>
<translation>{folder} 是 pickle 文件，打开时可能运行代码；请改用 safetensors 格式的文件，或者在信任其来源时set model.allow_pickle = true。</translation>
</message>
<message>
<source>{index} is damaged; fetch the model again.</source>
<translation>{index} 已损坏；请重新获取模型。</translation>
</message>
<message>
<source>{folder} is missing, though the model's index names it; fetch it again.</source>
<translation>缺少 {folder}，而模型的索引中列有该文件；请重新获取。</translation>
</message>
<message>
<source>It is not all here yet; downloading it goes on where it stopped.</source>
<translation>尚未下载完整；继续下载会从中断处开始。</translation>
</message>
<message>
<source>None of the files that a model needs is here ({wanted}).</source>
<translation>这里没有模型所需的任何文件（{wanted}）。</translation>
</message>
<message>
<source>Loading weights</source>
<translation>正在加载权重</translation>
</message>
<message>
<source>Opening {path}</source>
<translation>正在打开 {path}</translation>
</message>
<message>
<source>model.device = {name}: torch sees {device_count} CUDA devices here; use auto or cpu.</source>
<translation>model.device = {name}：torch 在这里找到 {device_count} 个 CUDA 设备；请用 auto 或 cpu。</translation>
</message>
<message>
<source>model.device = 'mps': this machine has no Apple GPU that torch can use; use auto or cpu.</source>
<translation>model.device = 'mps'：这台电脑没有 torch 可用的 Apple GPU；请用 auto 或 cpu。</translation>
</message>
<message>
<source>{folder}: the weights do not fit the config; {wanting} are missing or misshapen, as {wanting_2}.</source>
<translation>{folder}：权重与配置不符；有 {wanting} 个缺失或形状不对，例如 {wanting_2}。</translation>
</message>
<message>
<source>{folder}: the tokenizer cannot be loaded: {splitlines}</source>
<translation>{folder}：无法加载分词器：{splitlines}</translation>
</message>
<message>
<source>{folder}: the weights cannot be loaded: {splitlines}</source>
<translation>{folder}：无法加载权重：{splitlines}</translation>
</message>
<message>
<source>Moving the model to {device}</source>
<translation>正在把模型移到 {device}</translation>
</message>
<message>
<source>{name} carries what it has read on from row to row, so data.packing cannot be used with it.</source>
<translation>{name} 会把读过的内容从一行带到下一行，因此无法使用 data.packing。</translation>
</message>
<message>
<source>The attention of {name} does not keep packed rows apart, so data.packing cannot be used with it.</source>
<translation>{name} 的注意力无法把打包在一起的行隔开，因此无法使用 data.packing。</translation>
</message>
<message>
<source>This processor computes several times faster in 16 bits than in the 32 of the model's files; with model.dtype = 'bfloat16' each step is shorter and the model half as large.</source>
<translation>此处理器用 16 位计算比模型文件的 32 位快几倍；设 model.dtype = 'bfloat16' 后每步更短，模型也只有一半大。</translation>
</message>
<message>
<source>data.packing is for model.task = 'causal_lm' only; switch it off for {task}.</source>
<translation>data.packing 只用于 model.task = 'causal_lm'；对于 {task} 请将其关闭。</translation>
</message>
<message>
<source>data.packing cannot be used with {title}: each row needs virtual tokens of its own.</source>
<translation>data.packing 无法与 {title} 一起使用：每行需要自己的虚拟 token。</translation>
</message>
<message>
<source>training.group_by_length has nothing to group where data.packing is on; switch one of them off.</source>
<translation>打开 data.packing 时，training.group_by_length 没有可分组的内容；请关闭其中一项。</translation>
</message>
<message>
<source>it makes no sense from character {place} on</source>
<translation>从第 {place} 个字符起无法理解</translation>
</message>
<message>
<source>the {sign} at character {place} is not closed</source>
<translation>第 {place} 个字符处的 {sign} 没有闭合</translation>
</message>
<message>
<source>the {sign} at character {place} closes nothing</source>
<translation>第 {place} 个字符处的 {sign} 没有与之对应的开头</translation>
</message>
<message>
<source>the {sign} at character {place} has nothing before it that it could repeat</source>
<translation>第 {place} 个字符处的 {sign} 前面没有可重复的内容</translation>
</message>
<message>
<source>the {sign} at character {place} repeats what is repeated already</source>
<translation>第 {place} 个字符处的 {sign} 重复了已经重复的内容</translation>
</message>
<message>
<source>the backslash at character {place} has no meaning before what follows</source>
<translation>第 {place} 个字符处的反斜杠与其后的内容没有含义</translation>
</message>
<message>
<source>the range at character {place} runs backwards</source>
<translation>第 {place} 个字符处的范围前后颠倒</translation>
</message>
<message>
<source>{key} is not allowed: {reason}.</source>
<translation>{key} 不允许这样设置：{reason}。</translation>
</message>
<message>
<source>Model</source>
<translation>模型</translation>
</message>
<message>
<source>A folder, a Hugging Face Hub id, or the built-in starter.</source>
<translation>文件夹、Hugging Face Hub 上的名称，或内置的 starter。</translation>
</message>
<message>
<source>Task</source>
<translation>任务</translation>
</message>
<message>
<source>Write text on, write text from text, name a text's class, or name each word's class.</source>
<translation>续写文本、从文本写出文本、判断文本的类别，或判断每个词的类别。</translation>
</message>
<message>
<source>Number format</source>
<translation>数值格式</translation>
</message>
<message>
<source>Precision of the frozen weights; auto keeps what the files hold.</source>
<translation>冻结权重的精度；“自动”保持文件中的精度。</translation>
</message>
<message>
<source>Quantization</source>
<translation>量化</translation>
</message>
<message>
<source>Hold the frozen weights in 4 or 8 bits to save memory.</source>
<translation>用 4 位或 8 位保存冻结的权重，以节省内存。</translation>
</message>
<message>
<source>Device</source>
<translation>设备</translation>
</message>
<message>
<source>auto takes a GPU where there is one.</source>
<translation>“自动”在有 GPU 时使用 GPU。</translation>
</message>
<message>
<source>Allow pickle files</source>
<translation>允许 pickle 文件</translation>
</message>
<message>
<source>Pickled weights can run code when opened; safetensors cannot.</source>
<translation>pickle 格式的权重打开时可能运行代码；safetensors 不会。</translation>
</message>
<message>
<source>Run the model's own code</source>
<translation>运行模型自带的代码</translation>
</message>
<message>
<source>Only for models whose authors you trust.</source>
<translation>仅用于你信任其作者的模型。</translation>
</message>
<message>
<source>Training data</source>
<translation>训练数据</translation>
</message>
<message>
<source>Files, a pattern such as data/*.jsonl, a folder, a Hub data set (owner/name:config@split), or the built-in starter.</source>
<translation>文件、通配模式（例如 data/*.jsonl）、文件夹、Hub 数据集（owner/name:config@split），或内置的 starter。</translation>
</message>
<message>
<source>Held-out rows</source>
<translation>验证集</translation>
</message>
<message>
<source>Share of the rows kept aside to measure with, or a file of their own.</source>
<translation>留作评估的行所占的比例，或单独的文件。</translation>
</message>
<message>
<source>Form</source>
<translation>数据形式</translation>
</message>
<message>
<source>What a row holds; auto recognises it from the columns and their values.</source>
<translation>每行的内容；“自动”根据各列及其值来识别。</translation>
</message>
<message>
<source>Columns</source>
<translation>列</translation>
</message>
<message>
<source>Which column plays which role.</source>
<translation>哪一列担任哪个角色。</translation>
</message>
<message>
<source>Right choice</source>
<translation>正确选项</translation>
</message>
<message>
<source>How the answer to a multiple choice is told: as text, letter, or place counted from 0 or 1; auto tells it from the rows.</source>
<translation>选择题的答案如何给出：文本、字母，或从 0 或 1 数起的位置；“自动”根据数据判断。</translation>
</message>
<message>
<source>Classes</source>
<translation>类别</translation>
</message>
<message>
<source>Their names, in the order of the model's outputs; empty: those that the rows name.</source>
<translation>类别名称，按模型输出的顺序；留空：数据中出现的类别。</translation>
</message>
<message>
<source>Chat template</source>
<translation>对话模板</translation>
</message>
<message>
<source>auto is the model's own, or a plain one where it has none; else a name, a file, or Jinja text.</source>
<translation>auto 是模型自带的模板，没有时用简单模板；也可以是模板名、文件或 Jinja 文本。</translation>
</message>
<message>
<source>Phrasing</source>
<translation>提问方式</translation>
</message>
<message>
<source>How a row is asked about, with columns in braces, as in Question: {question}; empty: as the form says.</source>
<translation>如何就一行提问，列名放在花括号中，例如 Question: {question}；留空：按数据形式提问。</translation>
</message>
<message>
<source>Learned</source>
<translation>学习内容</translation>
</message>
<message>
<source>All answers of a conversation, its last one alone, or questions and template as well.</source>
<translation>对话中的所有回答、只有最后一个，或连同问题和模板。</translation>
</message>
<message>
<source>The end mark after an answer is learned too; without it replies go on and on.</source>
<translation>同时学习回答后面的结束标记；否则回复会没完没了。</translation>
</message>
<message>
<source>Max sequence length (tokens)</source>
<translation>最大序列长度（token）</translation>
</message>
<message>
<source>What is longer is left out or cut, as chosen, and marked.</source>
<translation>更长的内容按所选方式排除或截断，并加上标记。</translation>
</message>
<message>
<source>Too long rows</source>
<translation>过长的行</translation>
</message>
<message>
<source>Drop leaves them out; prompt cuts the question from its start; answer cuts the answer's end. Plain texts and texts to classify are always cut at their end.</source>
<translation>“排除”去掉整行；“提示词”从问题开头截断；“答案”截断回答末尾。纯文本和待分类的文本总是从末尾截断。</translation>
</message>
<message>
<source>Packing</source>
<translation>序列打包</translation>
</message>
<message>
<source>Put several short rows in one sequence; they do not see each other.</source>
<translation>把多个短行放进同一个序列；它们互不可见。</translation>
</message>
<message>
<source>Skip rows with problems</source>
<translation>略过有问题的行</translation>
</message>
<message>
<source>Leave out rows that cannot be learned from, and count them.</source>
<translation>排除无法学习的行，并统计其数量。</translation>
</message>
<message>
<source>Method</source>
<translation>方法</translation>
</message>
<message>
<source>Steps</source>
<translation>步数</translation>
</message>
<message>
<source>How often the learned weights are changed; each step sees one batch.</source>
<translation>更新所学权重的次数；每步看一个批次。</translation>
</message>
<message>
<source>Passes over the data</source>
<translation>训练轮数</translation>
</message>
<message>
<source>Instead of steps: how often each row is seen.</source>
<translation>代替步数：每行看多少次。</translation>
</message>
<message>
<source>Batch size</source>
<translation>批大小</translation>
</message>
<message>
<source>Rows that go through the model at once.</source>
<translation>一次送入模型的行数。</translation>
</message>
<message>
<source>Gradient accumulation</source>
<translation>梯度累积</translation>
</message>
<message>
<source>Batches whose gradients make one step together.</source>
<translation>多少个批次的梯度合成一步。</translation>
</message>
<message>
<source>Group by length</source>
<translation>按长度分组</translation>
</message>
<message>
<source>Rows of similar length share a batch: less padding, a less even mix.</source>
<translation>长度相近的行放在同一批次：填充更少，混合不那么均匀。</translation>
</message>
<message>
<source>Learning rate</source>
<translation>学习率</translation>
</message>
<message>
<source>Size of a step; unset: the method's own default.</source>
<translation>每步的大小；不设置则用该方法自己的默认值。</translation>
</message>
<message>
<source>Head's learning rate</source>
<translation>分类头的学习率</translation>
</message>
<message>
<source>Of a classifier's outputs, which start at random; unset: as the others, or the method's default.</source>
<translation>用于随机起始的分类头输出；不设置则与其他相同，或用该方法的默认值。</translation>
</message>
<message>
<source>Schedule</source>
<translation>学习率调度</translation>
</message>
<message>
<source>How the learning rate goes from its peak to the end.</source>
<translation>学习率如何从峰值降到结束。</translation>
</message>
<message>
<source>Warm-up</source>
<translation>预热</translation>
</message>
<message>
<source>Share of the steps (below 1) or number of steps to reach the peak.</source>
<translation>达到峰值所用的步数，或占总步数的比例（小于 1）。</translation>
</message>
<message>
<source>Weight decay</source>
<translation>权重衰减</translation>
</message>
<message>
<source>Pull of the learned weights to zero.</source>
<translation>把所学权重拉向零的力度。</translation>
</message>
<message>
<source>Max gradient norm</source>
<translation>最大梯度范数</translation>
</message>
<message>
<source>Longer gradients are shortened to this; 0 leaves them.</source>
<translation>更长的梯度会缩短到这一长度；0 表示不缩短。</translation>
</message>
<message>
<source>Optimizer</source>
<translation>优化器</translation>
</message>
<message>
<source>The rule that turns gradients into steps; 8-bit ones keep a quarter of its memory, paged ones move it to the computer's memory when a GPU's is full.</source>
<translation>把梯度变成每一步更新的规则；8 位的只占四分之一内存，分页的会在 GPU 显存满时把它移到电脑内存。</translation>
</message>
<message>
<source>Same seed, same run.</source>
<translation>种子相同，训练就相同。</translation>
</message>
<message>
<source>Activation checkpointing</source>
<translation>激活检查点</translation>
</message>
<message>
<source>Less memory for up to a third more time: on, off, auto for just enough layers to fit, or the number of layers.</source>
<translation>内存更少，时间最多增加三分之一：on（开）、off（关）、auto（刚好放得下所需的层数），或层数。</translation>
</message>
<message>
<source>Try the longest rows first</source>
<translation>先试最长的行</translation>
</message>
<message>
<source>Where memory may be short, the longest rows are tried before the first step.</source>
<translation>内存可能不足时，在第一步之前先试最长的行。</translation>
</message>
<message>
<source>Compile the model</source>
<translation>编译模型</translation>
</message>
<message>
<source>Minutes at the start for faster steps, mostly on a GPU; left aside where it cannot be done.</source>
<translation>开始时多花几分钟，换来更快的每一步，主要用于 GPU；无法编译时不使用。</translation>
</message>
<message>
<source>Evaluate every (steps)</source>
<translation>评估间隔（步）</translation>
</message>
<message>
<source>Measure the held-out rows this often; 0: only at the end.</source>
<translation>多少步在验证集上评估一次；0：只在结束时。</translation>
</message>
<message>
<source>Held-out rows measured</source>
<translation>评估的验证行数</translation>
</message>
<message>
<source>At most so many of them at every evaluation while training, always the same.</source>
<translation>训练中每次评估最多用这么多行，且总是同样的行。</translation>
</message>
<message>
<source>Sample replies</source>
<translation>示例回复数</translation>
</message>
<message>
<source>At every evaluation the model replies to so many held-out rows, always the same; 0: to none.</source>
<translation>每次评估时模型回复这么多验证行，且总是同样的行；0：不回复。</translation>
</message>
<message>
<source>Scores of replies</source>
<translation>回复的评分</translation>
</message>
<message>
<source>How like the answers the replies to 32 held-out rows are; takes time.</source>
<translation>对 32 个验证行的回复与答案有多相似；需要时间。</translation>
</message>
<message>
<source>Best by</source>
<translation>最佳依据</translation>
</message>
<message>
<source>What tells the best evaluation: the lowest held-out loss, or the highest of a score.</source>
<translation>以什么判断最佳评估：验证集损失最低，或某项评分最高。</translation>
</message>
<message>
<source>Keep the best</source>
<translation>保留最佳</translation>
</message>
<message>
<source>At the end, take the adapter of the best evaluation instead of the last step's.</source>
<translation>结束时采用最佳评估的适配器，而不是最后一步的。</translation>
</message>
<message>
<source>Stop early (evaluations)</source>
<translation>提前停止（评估次数）</translation>
</message>
<message>
<source>End after so many evaluations in a row without a better one, and keep the best; 0: never.</source>
<translation>连续这么多次评估没有变好就结束，并保留最佳；0：从不。</translation>
</message>
<message>
<source>Save every (steps)</source>
<translation>保存间隔（步）</translation>
</message>
<message>
<source>Keep a checkpoint this often; 0: at the best evaluations and the end.</source>
<translation>多少步保存一个检查点；0：在最佳评估和结束时。</translation>
</message>
<message>
<source>Save every (minutes)</source>
<translation>保存间隔（分钟）</translation>
</message>
<message>
<source>Keep a checkpoint also when the last one is older than this; 0: by steps alone.</source>
<translation>上一个检查点早于这一时间时也保存；0：只按步数。</translation>
</message>
<message>
<source>Checkpoints kept</source>
<translation>保留的检查点数</translation>
</message>
<message>
<source>The last so many stay, and the best one.</source>
<translation>保留最近的这么多个，以及最佳的一个。</translation>
</message>
<message>
<source>Name</source>
<translation>名称</translation>
</message>
<message>
<source>What the run is called.</source>
<translation>这次训练的名称。</translation>
</message>
<message>
<source>{key} is not a setting; allowed here: {model_fields}.</source>
<translation>{key} 不是一项设置；这里可用的有：{model_fields}。</translation>
</message>
<message>
<source>{key} = {problem} is not allowed: {reason}.</source>
<translation>{key} = {problem} 不允许：{reason}。</translation>
</message>
<message>
<source>must name at least one file</source>
<translation>须至少指定一个文件</translation>
</message>
<message>
<source>must be a file, or a share of the rows from 0 to below 1</source>
<translation>须为文件，或 0 到 1 之间（不含 1）的比例</translation>
</message>
<message>
<source>must be off, on, auto, or a number of layers</source>
<translation>须为 off、on、auto 或层数</translation>
</message>
<message>
<source>give max_steps or epochs, not both</source>
<translation>max_steps 和 epochs 只能给出一个</translation>
</message>
<message>
<source>{path}: there is no such run file.</source>
<translation>{path}：没有这个训练配置文件。</translation>
</message>
<message>
<source>{path}: the run file cannot be read ({error}).</source>
<translation>{path}：无法读取训练配置文件（{error}）。</translation>
</message>
<message>
<source>{path}: the run file is not valid TOML: {error}.</source>
<translation>{path}：训练配置文件不是有效的 TOML：{error}。</translation>
</message>
<message>
<source>{dotted}: {name} is not a table of settings.</source>
<translation>{dotted}：{name} 不是设置表。</translation>
</message>
<message>
<source>truncation</source>
<translation>截断</translation>
</message>
<message>
<source>Measuring the rows</source>
<translation>正在评估各行</translation>
</message>
<message>
<source>held-out {value}</source>
<translation>验证集 {value}</translation>
</message>
<message>
<source>The run ends early, as {without_better} evaluations in a row brought no better {by} (training.early_stopping). </source>
<translation>由于连续 {without_better} 次评估没有得到更好的{by}（training.early_stopping），训练提前结束。</translation>
</message>
<message>
<source>{stopped_early}The adapter is that of {which}, with the best {by}: {value}.</source>
<translation>{stopped_early}适配器取自{which}，其{by}最好：{value}。</translation>
</message>
<message>
<source>the last step</source>
<translation>最后一步</translation>
</message>
<message>
<source>step {step}</source>
<translation>第 {step} 步</translation>
</message>
<message>
<source>{checkpoint} cannot be resumed from, its state is damaged ({name}).</source>
<translation>无法从 {checkpoint} 继续，其状态已损坏（{name}）。</translation>
</message>
<message>
<source>{setting} needs held-out rows to measure with; raise data.validation, or switch it off.</source>
<translation>{setting} 需要用验证集来评估；请调高 data.validation，或将其关闭。</translation>
</message>
<message>
<source>training.early_stopping counts evaluations, and training.eval_every = 0 makes none before the end; set it to a number of steps.</source>
<translation>training.early_stopping 统计的是评估次数，而 training.eval_every = 0 在结束前不做评估；请把它设为步数。</translation>
</message>
<message>
<source>training.best_by = {best_by} is not measured for model.task = {task}; choose {measured} or {measured_2}.</source>
<translation>training.best_by = {best_by} 不会为 model.task = {task} 计算；请选择 {measured} 或 {measured_2}。</translation>
</message>
<message>
<source>Measuring held-out rows</source>
<translation>正在评估验证集</translation>
</message>
<message>
<source>{wrong} is missing or damaged</source>
<translation>{wrong} 缺失或已损坏</translation>
</message>
<message>
<source>its {manifest} is missing or damaged</source>
<translation>其 {manifest} 缺失或已损坏</translation>
</message>
<message>
<source>The checkpoint {checkpoint} is passed over: {reason}.</source>
<translation>跳过检查点 {checkpoint}：{reason}。</translation>
</message>
<message>
<source>Compiling the model</source>
<translation>正在编译模型</translation>
</message>
<message>
<source>Saving a checkpoint</source>
<translation>正在保存检查点</translation>
</message>
<message>
<source>The checkpoint of step {step} cannot be written to {checkpoints}: {reason}. {remedy}; training goes on, and {going}.</source>
<translation>无法把第 {step} 步的检查点写入 {checkpoints}：{reason}。请{remedy}；训练继续进行，{going}。</translation>
</message>
<message>
<source>Training failed: {name}: {error}</source>
<translation>训练失败：{name}：{error}</translation>
</message>
<message>
<source>Check the folder</source>
<translation>检查该文件夹</translation>
</message>
<message>
<source>{reason}, {needed} are needed and {free} are free</source>
<translation>{reason}，需要 {needed}，剩余 {free}</translation>
</message>
<message>
<source>Make room</source>
<translation>腾出空间</translation>
</message>
<message>
<source>the last checkpoint is {name}</source>
<translation>最近的检查点是 {name}</translation>
</message>
<message>
<source>no checkpoint has been saved yet</source>
<translation>还没有保存过检查点</translation>
</message>
<message>
<source>The memory was full before the first step; choose a smaller model or fewer trained weights.</source>
<translation>第一步之前内存就已满；请选择更小的模型，或训练更少的权重。</translation>
</message>
<message>
<source>This machine cannot compile the model, so training.compile is left aside ({reason}).</source>
<translation>这台电脑无法编译模型，因此不使用 training.compile（{reason}）。</translation>
</message>
<message>
<source>The adapter cannot be written to {adapter}: {reason}. Make room or check the folder, and resume the run; {going}.</source>
<translation>无法把适配器写入 {adapter}：{reason}。请腾出空间或检查该文件夹，然后继续这次训练；{going}。</translation>
</message>
<message>
<source>The adapter is that of the last step: the best one, {checkpoint}, is not there ({reason}).</source>
<translation>适配器取自最后一步：最佳的 {checkpoint} 不在那里（{reason}）。</translation>
</message>
<message>
<source>Trying the longest rows</source>
<translation>正在试最长的行</translation>
</message>
<message>
<source>{tried} in memory: it needs about {needed}, and {available} can be had. Resume with one of the changes.</source>
<translation>内存不足，{tried}：约需 {needed}，可用 {available}。请采用其中一项更改后继续。</translation>
</message>
<message>
<source>{tried} in memory: it needs about {needed}, and {available} can be had. No change of the settings would free enough.</source>
<translation>内存不足，{tried}：约需 {needed}，可用 {available}。更改设置也腾不出足够的内存。</translation>
</message>
<message>
<source>Step {step} does not fit</source>
<translation>第 {step} 步放不下</translation>
</message>
<message>
<source>The run does not fit</source>
<translation>这次训练放不下</translation>
</message>
<message>
<source>{needed_bytes} are needed, {available_bytes} can be had</source>
<translation>需要 {needed_bytes}，可用 {available_bytes}</translation>
</message>
<message>
<source>Resume with one of the changes.</source>
<translation>请采用其中一项更改后继续。</translation>
</message>
<message>
<source>No change of the settings would free enough.</source>
<translation>更改设置也腾不出足够的内存。</translation>
</message>
<message>
<source>So that the run fits, {layers} layers are computed again on the way back.</source>
<translation>为了放得下，反向传播时重新计算 {layers} 层。</translation>
</message>
<message>
<source>Going on with the first change: {k}.</source>
<translation>采用第一项更改继续：{k}。</translation>
</message>
<message>
<source>data.packing leaves no room for the wrong answers that {title} learns from; switch it off, or set method.unlikelihood and method.length_normalised to 0.</source>
<translation>data.packing 没有为 {title} 所学习的错误答案留出位置；请将其关闭，或把 method.unlikelihood 和 method.length_normalised 设为 0。</translation>
</message>
<message>
<source>{path}: the tokenizer gives token {highest}, the model knows {vocabulary}; they do not belong together.</source>
<translation>{path}：分词器给出编号为 {highest} 的 token，而模型只认识 {vocabulary} 个；二者不配套。</translation>
</message>
<message>
<source>{title} fills {virtual_tokens}</source>
<translation>{title} 填充 {virtual_tokens} 个</translation>
</message>
<message>
<source>{file}, line {line}: the template gives this row {slots} slots for virtual tokens and {filled}; change the marks in data.template, or method.num_virtual_tokens of P-Tuning or prompt tuning.</source>
<translation>{file} 第 {line} 行：模板为此行留出 {slots} 个虚拟 token 占位符，而 {filled}；请更改 data.template 中的标记，或更改 P-Tuning 或提示微调的 method.num_virtual_tokens。</translation>
</message>
<message>
<source>, as {path} has no checkpoint to go on from</source>
<translation>，因为 {path} 没有可以继续的检查点</translation>
</message>
<message>
<source>{path} holds no run to resume; without resuming, a new one begins there.</source>
<translation>{path} 中没有可以继续的训练；不选择继续的话，会在那里开始新的训练。</translation>
</message>
<message>
<source>{path} holds a run of {title} with other settings in [method]; resume it with those of its run.toml, or begin a new run.</source>
<translation>{path} 中是 {title} 的训练，其 [method] 设置不同；请按其 run.toml 中的设置继续，或开始新的训练。</translation>
</message>
<message>
<source>{damaged} None of the run's checkpoints is whole; begin a new run in another folder.</source>
<translation>{damaged}这次训练的检查点没有一个是完整的；请在另一个文件夹中开始新的训练。</translation>
</message>
<message>
<source>{path} has no checkpoint of step {from_step} or before it.</source>
<translation>{path} 中没有第 {from_step} 步或更早的检查点。</translation>
</message>
<message>
<source>The run starts from its beginning{why}.</source>
<translation>训练从头开始{why}。</translation>
</message>
<message>
<source>{file} cannot be written: {error}. Training goes on; what it tells is written once that is possible again.</source>
<translation>无法写入 {file}：{error}。训练继续进行；等到可以写入时再把内容写下。</translation>
</message>
<message>
<source>{runs_root} holds too many runs named {stem}.</source>
<translation>{runs_root} 中名为 {stem} 的训练太多了。</translation>
</message>
<message>
<source>make room</source>
<translation>请腾出空间</translation>
</message>
<message>
<source>make it writable</source>
<translation>请把它设为可写</translation>
</message>
<message>
<source>{path}: the run folder cannot be written ({error}); {remedy}, or choose another.</source>
<translation>{path}：无法写入训练文件夹（{error}）；{remedy}，或换一个文件夹。</translation>
</message>
<message>
<source>The program ended while the run was going on.</source>
<translation>程序在训练进行中结束了。</translation>
</message>
<message>
<source>{folder} is no run folder: it has no run.toml.</source>
<translation>{folder} 不是训练文件夹：其中没有 run.toml。</translation>
</message>
<message>
<source>{folder}: this run saved nothing that could be opened.</source>
<translation>{folder}：这次训练没有保存可以打开的内容。</translation>
</message>
<message>
<source>{path} holds a run already; resume it, or choose another folder.</source>
<translation>{path} 中已有一次训练；请继续它，或换一个文件夹。</translation>
</message>
<message>
<source>{path}: another run is writing to this folder; choose another.</source>
<translation>{path}：另一次训练正在写入此文件夹；请换一个。</translation>
</message>
<message>
<source>{path} was written by a newer version of this program (format {version}); update to open it.</source>
<translation>{path} 是由本程序的更新版本写出的（格式 {version}）；请更新后再打开。</translation>
</message>
<message>
<source>{path} was moved or deleted while the run was going on; put it back and resume the run from its last checkpoint.</source>
<translation>{path} 在训练进行中被移动或删除；请把它放回原处，并从最近的检查点继续。</translation>
</message>
<message>
<source>It was stopped without saving.</source>
<translation>已停止，没有保存。</translation>
</message>
<message>
<source>The rows or their order are not those of the checkpoint; the next pass over them begins.</source>
<translation>数据行或其顺序与检查点不同；将开始下一轮。</translation>
</message>
<message>
<source>The optimizer is not that of the checkpoint; it starts without memory of the steps before.</source>
<translation>优化器与检查点的不同；它从头开始，不记得之前的步。</translation>
</message>
<message>
<source>The {what} stopped being a number at step {step}</source>
<translation>第 {step} 步的{what}不再是数值</translation>
</message>
<message>
<source>lower training.learning_rate to {lower_rate}; it peaks at {rate}</source>
<translation>training.learning_rate 峰值为 {rate}，请降到 {lower_rate}</translation>
</message>
<message>
<source>The loss rose from {first_loss} to {loss} by step {step}: lower training.learning_rate, which peaks at {rate}, to {lower_rate}.</source>
<translation>到第 {step} 步，损失从 {first_loss} 升到 {loss}：请把峰值为 {rate} 的 training.learning_rate 降到 {lower_rate}。</translation>
</message>
<message>
<source>The gradient of step {step} is {grad_norm} long, and none before was longer than {longest}: look at the rows of the step ({batches}), or {advice}.</source>
<translation>第 {step} 步的梯度长度为 {grad_norm}，此前最长的是 {longest}：请查看这一步的行（{batches}），或{advice}。</translation>
</message>
<message>
<source>The loss has been exactly 0 for {zero_steps} steps and was never small before step {step}, so that it is broken rather than learned: {to_set}.</source>
<translation>损失已连续 {zero_steps} 步恰好为 0，而在第 {step} 步之前从未很小，因此是出了故障而不是学会了：请{to_set}。</translation>
</message>
<message>
<source>All gradients were exactly 0 for {zero_steps} steps up to step {step}, so that nothing is trained: what {title} changes does not reach the model's output; {other}, or look at the model's files.</source>
<translation>到第 {step} 步，所有梯度已连续 {zero_steps} 步恰好为 0，因此没有训练任何内容：{title} 的改动没有影响到模型的输出；请{other}，或检查模型的文件。</translation>
</message>
<message>
<source>raise training.learning_rate from {rate} to {higher}</source>
<translation>把 training.learning_rate 从 {rate} 提高到 {higher}</translation>
</message>
<message>
<source>Step {step} had a batch of which nothing is learned: {batches}; look at these rows in the preview, and give them answers or leave them out.</source>
<translation>第 {step} 步有一个没有可学习内容的批次：{batches}；请在预览中查看这些行，为它们补上回答或将其排除。</translation>
</message>
<message>
<source>{factor} times</source>
<translation>{factor} 倍</translation>
</message>
<message>
<source>{said}: the model's weight {broken} holds a value that is none; get the model's files again.</source>
<translation>{said}：模型的权重 {broken} 中含有不是数值的值；请重新获取模型的文件。</translation>
</message>
<message>
<source>the rows of the step: {batches}</source>
<translation>这一步的行：{batches}</translation>
</message>
<message>
<source>it is that of {places}</source>
<translation>它属于 {places}</translation>
</message>
<message>
<source>nothing had been learned yet: {to_set}</source>
<translation>还没有学到任何内容：请{to_set}</translation>
</message>
<message>
<source>step {good} is the last good checkpoint</source>
<translation>最近的可用检查点是第 {good} 步</translation>
</message>
<message>
<source>there is no good checkpoint yet</source>
<translation>还没有可用的检查点</translation>
</message>
<message>
<source>set training.max_grad_norm to 1</source>
<translation>把 training.max_grad_norm 设为 1</translation>
</message>
<message>
<source>lower training.learning_rate from {rate}</source>
<translation>把 training.learning_rate 从 {rate} 调低</translation>
</message>
<message>
<source>choose other layers (method.target_modules) or another method</source>
<translation>选择其他层（method.target_modules）或其他方法</translation>
</message>
<message>
<source>Learn in steps {higher} as large.</source>
<translation>把步长放大到 {higher}。</translation>
</message>
<message>
<source>After {step} steps no trained value has changed: {advice}.</source>
<translation>{step} 步之后，训练的数值没有任何变化：请{advice}。</translation>
</message>
<message>
<source>Compute with bfloat16, which holds larger numbers.</source>
<translation>用 bfloat16 计算，它能表示更大的数。</translation>
</message>
<message>
<source>Learn in steps {rate} smaller.</source>
<translation>把步长缩小 {rate}。</translation>
</message>
<message>
<source>set {name} to {named_or}</source>
<translation>把 {name} 设为 {named_or}</translation>
</message>
<message>
<source> and {named_rows} more rows</source>
<translation> 等，另有 {named_rows} 行</translation>
</message>
<message>
<source>Compute with float32, which takes twice the memory.</source>
<translation>用 float32 计算，内存加倍。</translation>
</message>
<message>
<source>Shorten gradients that are longer than 1.</source>
<translation>缩短长度超过 1 的梯度。</translation>
</message>
<message>
<source>Load the weights as they are.</source>
<translation>按原样加载权重。</translation>
</message>
<message>
<source>look at what is learned in the preview</source>
<translation>在预览中查看所学的内容</translation>
</message>
<message>
<source>After {step} steps the loss on the rows of the first step ({batch}) is {loss} as before: {advice}.</source>
<translation>{step} 步之后，第一步各行（{batch}）的损失仍为 {loss}：请{advice}。</translation>
</message>
<message>
<source>look at the rows and the files of the model</source>
<translation>检查数据行和模型的文件</translation>
</message>
<message>
<source>Freeing the memory</source>
<translation>正在释放内存</translation>
</message>
<message>
<source>Beginning</source>
<translation>正在开始</translation>
</message>
<message>
<source>Answering in the chat</source>
<translation>正在聊天中回答</translation>
</message>
<message>
<source>Reading the adapter</source>
<translation>正在读取适配器</translation>
</message>
<message>
<source> or </source>
<translation> 或 </translation>
</message>
<message>
<source>possible</source>
<translation>可能</translation>
</message>
<message>
<source>gradient</source>
<translation>梯度</translation>
</message>
<message>
<source>loss</source>
<translation>损失</translation>
</message>
<message>
<source>base</source>
<translation>基座</translation>
</message>
<message>
<source>tuned</source>
<translation>微调后</translation>
</message>
<message>
<source>Input should be greater than {number}</source>
<translation>须大于 {number}</translation>
</message>
<message>
<source>input should be greater than {number}</source>
<translation>须大于 {number}</translation>
</message>
<message>
<source>Input should be greater than or equal to {number}</source>
<translation>须大于或等于 {number}</translation>
</message>
<message>
<source>input should be greater than or equal to {number}</source>
<translation>须大于或等于 {number}</translation>
</message>
<message>
<source>Input should be less than {number}</source>
<translation>须小于 {number}</translation>
</message>
<message>
<source>input should be less than {number}</source>
<translation>须小于 {number}</translation>
</message>
<message>
<source>Input should be less than or equal to {number}</source>
<translation>须小于或等于 {number}</translation>
</message>
<message>
<source>input should be less than or equal to {number}</source>
<translation>须小于或等于 {number}</translation>
</message>
<message>
<source>Input should be a valid number</source>
<translation>须为数字</translation>
</message>
<message>
<source>input should be a valid number</source>
<translation>须为数字</translation>
</message>
<message>
<source>Input should be a valid integer</source>
<translation>须为整数</translation>
</message>
<message>
<source>input should be a valid integer</source>
<translation>须为整数</translation>
</message>
<message>
<source>Input should be a valid string</source>
<translation>须为文本</translation>
</message>
<message>
<source>input should be a valid string</source>
<translation>须为文本</translation>
</message>
<message>
<source>Input should be a valid boolean</source>
<translation>须为“是”或“否”</translation>
</message>
<message>
<source>input should be a valid boolean</source>
<translation>须为“是”或“否”</translation>
</message>
<message>
<source>Input should be a valid integer, unable to parse string as an integer</source>
<translation>须为整数</translation>
</message>
<message>
<source>input should be a valid integer, unable to parse string as an integer</source>
<translation>须为整数</translation>
</message>
<message>
<source>Input should be a valid number, unable to parse string as a number</source>
<translation>须为数字</translation>
</message>
<message>
<source>input should be a valid number, unable to parse string as a number</source>
<translation>须为数字</translation>
</message>
<message>
<source>String should match pattern {pattern}</source>
<translation>须符合模式 {pattern}</translation>
</message>
<message>
<source>string should match pattern {pattern}</source>
<translation>须符合模式 {pattern}</translation>
</message>
<message>
<source>Input should be {values_or}</source>
<translation>须为 {values_or}</translation>
</message>
<message>
<source>input should be {values_or}</source>
<translation>须为 {values_or}</translation>
</message>
<message>
<source>{delimiter} expected after {quote}</source>
<translation>{quote} 之后应有 {delimiter}</translation>
</message>
<message>
<source>Permission denied</source>
<translation>没有权限</translation>
</message>
<message>
<source>Read-only file system</source>
<translation>只读文件系统</translation>
</message>
<message>
<source>No space left on device</source>
<translation>磁盘没有剩余空间</translation>
</message>
<message>
<source>No such file or directory</source>
<translation>没有这个文件或文件夹</translation>
</message>
<message>
<source>Is a directory</source>
<translation>是一个文件夹</translation>
</message>
<message>
<source>Not a directory</source>
<translation>不是文件夹</translation>
</message>
<message>
<source>File exists</source>
<translation>文件已存在</translation>
</message>
<message>
<source>File name too long</source>
<translation>文件名过长</translation>
</message>
<message>
<source>Input/output error</source>
<translation>输入/输出错误</translation>
</message>
</context>
<context>
<name>choices</name>
<message>
<source>instruction</source>
<translation>指令</translation>
</message>
<message>
<source>output</source>
<translation>输出</translation>
</message>
<message>
<source>input</source>
<translation>输入</translation>
</message>
<message>
<source>system</source>
<translation>系统提示词</translation>
</message>
<message>
<source>wrong</source>
<translation>错误答案</translation>
</message>
<message>
<source>messages</source>
<translation>消息</translation>
</message>
<message>
<source>completion</source>
<translation>补全</translation>
</message>
<message>
<source>tools</source>
<translation>工具</translation>
</message>
<message>
<source>prompt</source>
<translation>提示词</translation>
</message>
<message>
<source>chosen</source>
<translation>选中</translation>
</message>
<message>
<source>rejected</source>
<translation>落选</translation>
</message>
<message>
<source>question</source>
<translation>问题</translation>
</message>
<message>
<source>context</source>
<translation>上下文</translation>
</message>
<message>
<source>choices</source>
<translation>选项</translation>
</message>
<message>
<source>answer</source>
<translation>答案</translation>
</message>
<message>
<source>text</source>
<translation>文本</translation>
</message>
<message>
<source>input ids</source>
<translation>输入编号</translation>
</message>
<message>
<source>labels</source>
<translation>标签</translation>
</message>
<message>
<source>attention mask</source>
<translation>注意力掩码</translation>
</message>
<message>
<source>second text</source>
<translation>第二段文本</translation>
</message>
<message>
<source>label</source>
<translation>类别</translation>
</message>
<message>
<source>words</source>
<translation>词</translation>
</message>
<message>
<source>tags</source>
<translation>标签</translation>
</message>
<message>
<source>blocks</source>
<translation>阻止</translation>
</message>
<message>
<source>warns</source>
<translation>警告</translation>
</message>
<message>
<source>auto</source>
<translation>自动</translation>
</message>
<message>
<source>float32</source>
<translation>float32</translation>
</message>
<message>
<source>bfloat16</source>
<translation>bfloat16</translation>
</message>
<message>
<source>float16</source>
<translation>float16</translation>
</message>
<message>
<source>houlsby</source>
<translation>Houlsby</translation>
</message>
<message>
<source>pfeiffer</source>
<translation>Pfeiffer</translation>
</message>
<message>
<source>parallel</source>
<translation>并行</translation>
</message>
<message>
<source>all</source>
<translation>全部</translation>
</message>
<message>
<source>query and feedforward</source>
<translation>查询与前馈</translation>
</message>
<message>
<source>head</source>
<translation>头</translation>
</message>
<message>
<source>layer</source>
<translation>层</translation>
</message>
<message>
<source>none</source>
<translation>无</translation>
</message>
<message>
<source>lora only</source>
<translation>仅 LoRA 模块</translation>
</message>
<message>
<source>lstm</source>
<translation>LSTM</translation>
</message>
<message>
<source>mlp</source>
<translation>MLP</translation>
</message>
<message>
<source>random</source>
<translation>随机</translation>
</message>
<message>
<source>linear</source>
<translation>线性</translation>
</message>
<message>
<source>relu</source>
<translation>ReLU</translation>
</message>
<message>
<source>gelu</source>
<translation>GELU</translation>
</message>
<message>
<source>softmax</source>
<translation>softmax</translation>
</message>
<message>
<source>sequential</source>
<translation>顺序</translation>
</message>
<message>
<source>attention</source>
<translation>注意力</translation>
</message>
<message>
<source>feedforward</source>
<translation>前馈</translation>
</message>
<message>
<source>heads</source>
<translation>注意力头</translation>
</message>
<message>
<source>attention weights</source>
<translation>注意力权重</translation>
</message>
<message>
<source>feedforward weights</source>
<translation>前馈权重</translation>
</message>
<message>
<source>add</source>
<translation>相加</translation>
</message>
<message>
<source>scaled add</source>
<translation>缩放后相加</translation>
</message>
<message>
<source>gated add</source>
<translation>门控相加</translation>
</message>
<message>
<source>causal lm</source>
<translation>续写文本</translation>
</message>
<message>
<source>seq2seq lm</source>
<translation>文本到文本</translation>
</message>
<message>
<source>sequence classification</source>
<translation>文本分类</translation>
</message>
<message>
<source>token classification</source>
<translation>词语标注</translation>
</message>
<message>
<source>nf4</source>
<translation>nf4</translation>
</message>
<message>
<source>fp4</source>
<translation>fp4</translation>
</message>
<message>
<source>int8</source>
<translation>int8</translation>
</message>
<message>
<source>conversation</source>
<translation>对话</translation>
</message>
<message>
<source>preference</source>
<translation>选中与落选</translation>
</message>
<message>
<source>multiple choice</source>
<translation>选择题</translation>
</message>
<message>
<source>tokenized</source>
<translation>token</translation>
</message>
<message>
<source>classification</source>
<translation>文本与类别</translation>
</message>
<message>
<source>token labels</source>
<translation>带标签的词</translation>
</message>
<message>
<source>letter</source>
<translation>字母</translation>
</message>
<message>
<source>from 0</source>
<translation>从 0 数起</translation>
</message>
<message>
<source>from 1</source>
<translation>从 1 数起</translation>
</message>
<message>
<source>answers</source>
<translation>所有回答</translation>
</message>
<message>
<source>last answer</source>
<translation>最后一个回答</translation>
</message>
<message>
<source>everything</source>
<translation>全部内容</translation>
</message>
<message>
<source>drop</source>
<translation>排除</translation>
</message>
<message>
<source>constant</source>
<translation>恒定</translation>
</message>
<message>
<source>cosine</source>
<translation>余弦</translation>
</message>
<message>
<source>adamw</source>
<translation>AdamW</translation>
</message>
<message>
<source>adamw 8bit</source>
<translation>AdamW 8 位</translation>
</message>
<message>
<source>paged adamw 8bit</source>
<translation>分页 AdamW 8 位</translation>
</message>
<message>
<source>sgd</source>
<translation>SGD</translation>
</message>
<message>
<source>off</source>
<translation>关</translation>
</message>
<message>
<source>on</source>
<translation>开</translation>
</message>
<message>
<source>exact match</source>
<translation>完全匹配</translation>
</message>
<message>
<source>bleu</source>
<translation>BLEU</translation>
</message>
<message>
<source>rouge l</source>
<translation>ROUGE-L</translation>
</message>
<message>
<source>chrf</source>
<translation>chrF</translation>
</message>
<message>
<source>loss</source>
<translation>损失</translation>
</message>
<message>
<source>token accuracy</source>
<translation>token 准确率</translation>
</message>
<message>
<source>accuracy</source>
<translation>准确率</translation>
</message>
<message>
<source>f1</source>
<translation>F1</translation>
</message>
<message>
<source>computing</source>
<translation>计算中</translation>
</message>
<message>
<source>changing</source>
<translation>更改中</translation>
</message>
</context>
<context>
<name>QFileDialog</name>
<message>
<source>&amp;Look in:</source>
<translation>查找范围(&amp;L)：</translation>
</message>
<message>
<source>Files of &amp;type:</source>
<translation>文件类型(&amp;T)：</translation>
</message>
</context>
<context>
<name>QFileSystemModel</name>
<message>
<source>Size</source>
<translation>大小</translation>
</message>
</context>
<context>
<name>QShortcut</name>
<message>
<source>Return</source>
<translation>Enter</translation>
</message>
</context>
<context>
<name>QAbstractFileIconProvider</name>
<message>
<source>Folder</source>
<translation>文件夹</translation>
</message>
<message>
<source>File Folder</source>
<translation>文件夹</translation>
</message>
<message>
<source>File</source>
<translation>文件</translation>
</message>
<message>
<source>%1 File</source>
<translation>%1 文件</translation>
</message>
<message>
<source>Drive</source>
<translation>驱动器</translation>
</message>
<message>
<source>Alias</source>
<translation>别名</translation>
</message>
<message>
<source>Shortcut</source>
<translation>快捷方式</translation>
</message>
<message>
<source>Unknown</source>
<translation>未知</translation>
</message>
</context>
</TS>
