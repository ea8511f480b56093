<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
<name>workbench</name>
</context>
<context>
<name>tuning_core</name>
<message>
<source>There is no adapter named {name} on this model; those on it: {there}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder}: this adapter tells {own} apart, the ones on this model {others}; open it on a model of its own.</source>
<translation type="unfinished" />
</message>
<message>
<source>An adapter named {name} is on this model already; choose another name.</source>
<translation type="unfinished" />
</message>
<message>
<source>Longest reply (tokens)</source>
<translation type="unfinished" />
</message>
<message>
<source>The reply ends here at the latest.</source>
<translation type="unfinished" />
</message>
<message>
<source>Temperature</source>
<translation type="unfinished" />
</message>
<message>
<source>0 always takes the likeliest token; higher is more varied.</source>
<translation type="unfinished" />
</message>
<message>
<source>Top p</source>
<translation type="unfinished" />
</message>
<message>
<source>Choose among the likeliest tokens that together have this probability.</source>
<translation type="unfinished" />
</message>
<message>
<source>Top k</source>
<translation type="unfinished" />
</message>
<message>
<source>Choose among so many likeliest tokens; 0 is all of them.</source>
<translation type="unfinished" />
</message>
<message>
<source>Repetition penalty</source>
<translation type="unfinished" />
</message>
<message>
<source>Above 1, tokens that were said already get less likely.</source>
<translation type="unfinished" />
</message>
<message>
<source>Seed</source>
<translation type="unfinished" />
</message>
<message>
<source>Same seed, same reply.</source>
<translation type="unfinished" />
</message>
<message>
<source>Shortest reply (tokens)</source>
<translation type="unfinished" />
</message>
<message>
<source>No end mark before this.</source>
<translation type="unfinished" />
</message>
<message>
<source>Beams</source>
<translation type="unfinished" />
</message>
<message>
<source>Keep so many candidate replies while writing.</source>
<translation type="unfinished" />
</message>
<message>
<source>Replies</source>
<translation type="unfinished" />
</message>
<message>
<source>How many replies to give.</source>
<translation type="unfinished" />
</message>
<message>
<source>End token id</source>
<translation type="unfinished" />
</message>
<message>
<source>Ends a reply; unset: the model's own.</source>
<translation type="unfinished" />
</message>
<message>
<source>Padding token id</source>
<translation type="unfinished" />
</message>
<message>
<source>Fills up rows; unset: the model's own.</source>
<translation type="unfinished" />
</message>
<message>
<source>The message is empty.</source>
<translation type="unfinished" />
</message>
<message>
<source>The template gives this conversation {sum} slots for virtual tokens, and {filled} exist.</source>
<translation type="unfinished" />
</message>
<message>
<source>The tokenizer knows more tokens than the model; they do not belong together.</source>
<translation type="unfinished" />
</message>
<message>
<source>several replies need a temperature above 0, or at least as many beams as replies</source>
<translation type="unfinished" />
</message>
<message>
<source>min_new_tokens is larger than max_new_tokens</source>
<translation type="unfinished" />
</message>
<message>
<source>Two columns have the same name ({names}); rename one of them.</source>
<translation type="unfinished" />
</message>
<message>
<source>holds bytes that are no text, as of pictures or sound; they are left out.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} is no {kind} file or is damaged ({reason}); copy or download it again.</source>
<translation type="unfinished" />
</message>
<message>
<source>the row cannot be read ({error})</source>
<translation type="unfinished" />
</message>
<message>
<source>the choices are no list of texts (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>the mark of</source>
<translation type="unfinished" />
</message>
<message>
<source>the place, counted from 0, of</source>
<translation type="unfinished" />
</message>
<message>
<source>the place, counted from 1, of</source>
<translation type="unfinished" />
</message>
<message>
<source>the answer {str} is not {ways} a choice (column {columns})</source>
<translation type="unfinished" />
</message>
<message>
<source>the row has no choices (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>the answer is empty (column {columns})</source>
<translation type="unfinished" />
</message>
<message>
<source>the answer {str} is none of the choices (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>{str}, not text</source>
<translation type="unfinished" />
</message>
<message>
<source>choice {number} is {said} (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>the line has {cells} cells where the others have {width}</source>
<translation type="unfinished" />
</message>
<message>
<source>turn {number} has a part of the kind {kind}, and only text is learned</source>
<translation type="unfinished" />
</message>
<message>
<source>the conversation has no answer to learn (no assistant turn)</source>
<translation type="unfinished" />
</message>
<message>
<source>the question is empty</source>
<translation type="unfinished" />
</message>
<message>
<source>the column {column} is missing</source>
<translation type="unfinished" />
</message>
<message>
<source>the {role} is empty (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>the {role} is {str}, not text (column {column}); put it in quotes</source>
<translation type="unfinished" />
</message>
<message>
<source>a list</source>
<translation type="unfinished" />
</message>
<message>
<source>the {role} is {str}, {kind} where text is expected (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>system text</source>
<translation type="unfinished" />
</message>
<message>
<source>the tools are no list (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>the chosen answer stands without its question (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>the conversation is empty (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>turn {number} is not an object with a speaker and a text</source>
<translation type="unfinished" />
</message>
<message>
<source>turn {number} has the unknown speaker {speaker}</source>
<translation type="unfinished" />
</message>
<message>
<source>turn {number} ({speaker}) is empty</source>
<translation type="unfinished" />
</message>
<message>
<source>turn {number} ({speaker}) is {str}, not text</source>
<translation type="unfinished" />
</message>
<message>
<source>turn {number} has {article} {what}, and only text is learned</source>
<translation type="unfinished" />
</message>
<message>
<source>an object</source>
<translation type="unfinished" />
</message>
<message>
<source>no text</source>
<translation type="unfinished" />
</message>
<message>
<source>the chosen answer is empty (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>the conversation is no list of turns (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>chosen answer</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} is cut short or damaged and cannot be unpacked ({reason}); copy or download it again.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path}:{line}: the line goes on for more than {most_row_bytes} MB, which no row can be; check how the file was written.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} is no {suffix} file by what it holds; rename it, or download it again.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} was changed while it was read; open it again.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} cannot be read: {strerror}.</source>
<translation type="unfinished" />
</message>
<message>
<source>the line is not valid CSV ({error})</source>
<translation type="unfinished" />
</message>
<message>
<source>the first one names {names}</source>
<translation type="unfinished" />
</message>
<message>
<source>the first one has {names}</source>
<translation type="unfinished" />
</message>
<message>
<source>the line has {cells} cells where {wanted}</source>
<translation type="unfinished" />
</message>
<message>
<source>the line holds a zero byte, which no text has</source>
<translation type="unfinished" />
</message>
<message>
<source>the line opens a quotation mark that is not closed</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} is empty.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} is no table of cells.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} names its columns but holds no rows.</source>
<translation type="unfinished" />
</message>
<message>
<source>has quotation marks that part no cells; they are read as they stand.</source>
<translation type="unfinished" />
</message>
<message>
<source>has no line that names its columns; they are called {numbered}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path}:{line}: the first line must name each column once, and it reads: {join}.</source>
<translation type="unfinished" />
</message>
<message>
<source>the line is not UTF-8 text</source>
<translation type="unfinished" />
</message>
<message>
<source>no table of cells</source>
<translation type="unfinished" />
</message>
<message>
<source>a zip archive or an Excel or Word file</source>
<translation type="unfinished" />
</message>
<message>
<source>an old Excel or Word file</source>
<translation type="unfinished" />
</message>
<message>
<source>a PDF file</source>
<translation type="unfinished" />
</message>
<message>
<source>a Parquet file</source>
<translation type="unfinished" />
</message>
<message>
<source>an Arrow file</source>
<translation type="unfinished" />
</message>
<message>
<source>a database</source>
<translation type="unfinished" />
</message>
<message>
<source>a picture</source>
<translation type="unfinished" />
</message>
<message>
<source>packed with bzip2</source>
<translation type="unfinished" />
</message>
<message>
<source>packed with xz</source>
<translation type="unfinished" />
</message>
<message>
<source>packed with 7-Zip</source>
<translation type="unfinished" />
</message>
<message>
<source>a program</source>
<translation type="unfinished" />
</message>
<message>
<source>a NumPy array</source>
<translation type="unfinished" />
</message>
<message>
<source>a pickle</source>
<translation type="unfinished" />
</message>
<message>
<source>is not in UTF-8; it is read as {name}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} is not in UTF-8, and its encoding cannot be told; save it as UTF-8.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} is no text: it is {kind}; save its rows as UTF-8 text.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} begins as {marked} and is none further on; save it as UTF-8.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} is no text but holds binary data; save its rows as UTF-8 text.</source>
<translation type="unfinished" />
</message>
<message>
<source>Windows-1252 (Western European)</source>
<translation type="unfinished" />
</message>
<message>
<source>Windows-1250 (Central European)</source>
<translation type="unfinished" />
</message>
<message>
<source>{path}: there is no such data file.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path}: a data file ends in one of {suffixes} (and may be packed: {packed}), or has one word and its tag a line.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} is a folder without data files ({suffixes}).</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} holds data files of several kinds ({kinds}); give those that belong together, as in {example}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Of {name}, {left_out} is left out: by its name it is kept to measure with.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} has several parts ({splits}); give the folder of one of them.</source>
<translation type="unfinished" />
</message>
<message>
<source>{name}: no file matches; check the folder and the pattern.</source>
<translation type="unfinished" />
</message>
<message>
<source>Of {name}, {split} is read, and {others} is not.</source>
<translation type="unfinished" />
</message>
<message>
<source>{file} is damaged; save the data set again.</source>
<translation type="unfinished" />
</message>
<message>
<source>recognised by {value}</source>
<translation type="unfinished" />
</message>
<message>
<source>probably, by {value}</source>
<translation type="unfinished" />
</message>
<message>
<source>told by its text</source>
<translation type="unfinished" />
</message>
<message>
<source>told by its letter or mark</source>
<translation type="unfinished" />
</message>
<message>
<source>told by its place, counted from 0</source>
<translation type="unfinished" />
</message>
<message>
<source>told by its place, counted from 1</source>
<translation type="unfinished" />
</message>
<message>
<source>question and answer</source>
<translation type="unfinished" />
</message>
<message>
<source>a conversation</source>
<translation type="unfinished" />
</message>
<message>
<source>a chosen and a rejected answer</source>
<translation type="unfinished" />
</message>
<message>
<source>a multiple choice</source>
<translation type="unfinished" />
</message>
<message>
<source>a plain text</source>
<translation type="unfinished" />
</message>
<message>
<source>a text and its class</source>
<translation type="unfinished" />
</message>
<message>
<source>words and their tags</source>
<translation type="unfinished" />
</message>
<message>
<source>the chosen answer is learned, the rejected one is not</source>
<translation type="unfinished" />
</message>
<message>
<source>the other choices are wrong answers</source>
<translation type="unfinished" />
</message>
<message>
<source>a row needs a text and its class, in columns such as text and label</source>
<translation type="unfinished" />
</message>
<message>
<source>a row needs a list of words and a list of their tags, in columns such as tokens and tags</source>
<translation type="unfinished" />
</message>
<message>
<source>a row needs a text and the text to make of it, in columns such as input and output</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}: the columns {columns} can be taken as {ways}{doubt}; say {which} with {settings_or}.</source>
<translation type="unfinished" />
</message>
<message>
<source>as in {{first} = "{present}", {second} = "..."}</source>
<translation type="unfinished" />
</message>
<message>
<source>cannot tell question and answer from the columns {columns}</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}: {unclear}; say which is which in data.columns, {example}.</source>
<translation type="unfinished" />
</message>
<message>
<source>chosen by hand</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}: the form {format} needs a column for {missing}{choices}, and the columns are {columns}; say in data.columns which is which.</source>
<translation type="unfinished" />
</message>
<message>
<source>{needs}, and the columns are {columns}</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}: the rows are empty; a row names what it holds, as in {"text": "..."}.</source>
<translation type="unfinished" />
</message>
<message>
<source>data.columns names the role {unknown}, which is none of {roles}.</source>
<translation type="unfinished" />
</message>
<message>
<source>data.columns gives the column {twice} more than one role ({both}); choose one.</source>
<translation type="unfinished" />
</message>
<message>
<source>data.format = {format} does not go with model.task = {task}, which learns from rows of the form {forms_of_or}; change one of the two.</source>
<translation type="unfinished" />
</message>
<message>
<source>the answer is {read_as}</source>
<translation type="unfinished" />
</message>
<message>
<source>not used: {unused}</source>
<translation type="unfinished" />
</message>
<message>
<source> or as </source>
<translation type="unfinished" />
</message>
<message>
<source>, and one for choices (or several, choice_1 and so on)</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}: there is no column {column} (set for {role}); the columns are {columns}.</source>
<translation type="unfinished" />
</message>
<message>
<source>the column names</source>
<translation type="unfinished" />
</message>
<message>
<source>{name} holds {what}, not text; model.task = 'sequence_classification' learns them as classes</source>
<translation type="unfinished" />
</message>
<message>
<source>its texts look like whole conversations</source>
<translation type="unfinished" />
</message>
<message>
<source>the columns and what they hold</source>
<translation type="unfinished" />
</message>
<message>
<source>entities begin with I- in the rows (IOB1), and are learned as beginning with B- (IOB2)</source>
<translation type="unfinished" />
</message>
<message>
<source>the first of several answers is learned</source>
<translation type="unfinished" />
</message>
<message>
<source>yes/no values</source>
<translation type="unfinished" />
</message>
<message>
<source>its turns are taken as question and answer by turns</source>
<translation type="unfinished" />
</message>
<message>
<source>{name} can be read in more than one way</source>
<translation type="unfinished" />
</message>
<message>
<source>each row seems to be one turn, and the turns of a conversation belong together in one row, as a list in a column messages</source>
<translation type="unfinished" />
</message>
<message>
<source>model.task = 'sequence_classification' learns {name} as classes</source>
<translation type="unfinished" />
</message>
<message>
<source>{name} may be what it answers</source>
<translation type="unfinished" />
</message>
<message>
<source>-1 is taken for a class of its own</source>
<translation type="unfinished" />
</message>
<message>
<source>each row has another {name}</source>
<translation type="unfinished" />
</message>
<message>
<source>{rating} may say which answers are good ones</source>
<translation type="unfinished" />
</message>
<message>
<source>what the columns hold</source>
<translation type="unfinished" />
</message>
<message>
<source>without labels, all tokens are learned</source>
<translation type="unfinished" />
</message>
<message>
<source>is read with its config {config_name}; another is named as in owner/name:config.</source>
<translation type="unfinished" />
</message>
<message>
<source>{name} is no file here, and the Hub's data sets need the package datasets.</source>
<translation type="unfinished" />
</message>
<message>
<source>the Hub cannot be reached from here, and the data set is not in the cache</source>
<translation type="unfinished" />
</message>
<message>
<source>{name} is no file here and could not be had from the Hugging Face Hub: {reason}; name a config and a split as in owner/name:config@split.</source>
<translation type="unfinished" />
</message>
<message>
<source>the file ends before this entry does, as if it was not copied to its end</source>
<translation type="unfinished" />
</message>
<message>
<source>holds several lists; {chosen} is read, and {others} is not.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path}:1: the file is not valid JSON; rows are objects such as {"text": "..."}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} holds no list of rows.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} holds several lists of rows ({names}); put the one to learn from in a file of its own.</source>
<translation type="unfinished" />
</message>
<message>
<source>more text follows behind the end of the list</source>
<translation type="unfinished" />
</message>
<message>
<source>{path}: an entry goes on for more than {most_row_bytes} MB, which no row can be; check how the file was written.</source>
<translation type="unfinished" />
</message>
<message>
<source>the object around the list is not valid JSON</source>
<translation type="unfinished" />
</message>
<message>
<source>words (column {columns})</source>
<translation type="unfinished" />
</message>
<message>
<source>tags (column {columns})</source>
<translation type="unfinished" />
</message>
<message>
<source>the row has {words} words and {tags} tags; each word needs one tag</source>
<translation type="unfinished" />
</message>
<message>
<source>the {what} is empty</source>
<translation type="unfinished" />
</message>
<message>
<source>the {what} is {str}, not a text or a whole number</source>
<translation type="unfinished" />
</message>
<message>
<source>the list of {what} is empty</source>
<translation type="unfinished" />
</message>
<message>
<source>the list of {what} is no list</source>
<translation type="unfinished" />
</message>
<message>
<source>the list of {what} cannot be read: {text}</source>
<translation type="unfinished" />
</message>
<message>
<source>{names} is the only class; it takes at least two to learn the difference.</source>
<translation type="unfinished" />
</message>
<message>
<source>word {number} is {str}, not text</source>
<translation type="unfinished" />
</message>
<message>
<source>tag of word {n}</source>
<translation type="unfinished" />
</message>
<message>
<source>data.labels names the class {twice} twice.</source>
<translation type="unfinished" />
</message>
<message>
<source>class (column {columns})</source>
<translation type="unfinished" />
</message>
<message>
<source>no list</source>
<translation type="unfinished" />
</message>
<message>
<source>nothing of it is learned</source>
<translation type="unfinished" />
</message>
<message>
<source>{length} tokens, and data.max_length is {max_length}</source>
<translation type="unfinished" />
</message>
<message>
<source>none of its words gives a token</source>
<translation type="unfinished" />
</message>
<message>
<source>{problem}; no row of the file can be used.</source>
<translation type="unfinished" />
</message>
<message>
<source>it is left out as too long: {length}</source>
<translation type="unfinished" />
</message>
<message>
<source>data.prompt is for rows of the form {can_be_phrased_or}, and these are of the form {format}; leave it empty.</source>
<translation type="unfinished" />
</message>
<message>
<source>data.prompt asks the same of every row; name a column in it, as in {{columns}}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}: there is no column {column} for the slot in data.prompt; the columns are {columns}.</source>
<translation type="unfinished" />
</message>
<message>
<source>data.prompt has a {part} that belongs to no slot; write {part_2} where a brace is meant as text.</source>
<translation type="unfinished" />
</message>
<message>
<source>is read by paragraphs, which blank lines part; each is a row.</source>
<translation type="unfinished" />
</message>
<message>
<source>is read by lines; each is a row.</source>
<translation type="unfinished" />
</message>
<message>
<source>the data</source>
<translation type="unfinished" />
</message>
<message>
<source>{problems} of {file} cannot be learned from{nothing}</source>
<translation type="unfinished" />
</message>
<message>
<source>{limit} is more than the {positions} tokens that the model has places for</source>
<translation type="unfinished" />
</message>
<message>
<source>Only {learned_tokens} of the tokens are learned (data.learn = {learn}).</source>
<translation type="unfinished" />
</message>
<message>
<source>A step takes {wanted} rows (training.batch_size x training.gradient_accumulation), and there {training} {training_2} to learn from.</source>
<translation type="unfinished" />
</message>
<message>
<source>{count} row</source>
<translation type="unfinished" />
</message>
<message>
<source>{count} rows</source>
<translation type="unfinished" />
</message>
<message>
<source>, {learn_nothing} because nothing of {it} is learned</source>
<translation type="unfinished" />
</message>
<message>
<source>Skip {problems}</source>
<translation type="unfinished" />
</message>
<message>
<source>All rows of {file} are longer than data.max_length = {max_length} and are left out.</source>
<translation type="unfinished" />
</message>
<message>
<source>{left_out} ({share}) {left_out_2} longer than {limit} and left out.</source>
<translation type="unfinished" />
</message>
<message>
<source>at the start of the prompt</source>
<translation type="unfinished" />
</message>
<message>
<source>at the end of the answer</source>
<translation type="unfinished" />
</message>
<message>
<source>at the end</source>
<translation type="unfinished" />
</message>
<message>
<source>All rows are</source>
<translation type="unfinished" />
</message>
<message>
<source>Lower the length to {positions} tokens</source>
<translation type="unfinished" />
</message>
<message>
<source>Use the template {template_with_an_end}</source>
<translation type="unfinished" />
</message>
<message>
<source>Where to stop is not learned (data.learn_end = false), so that replies may go on and on.</source>
<translation type="unfinished" />
</message>
<message>
<source>{unseen} in no row of {file} (data.labels, or the model's own classes).</source>
<translation type="unfinished" />
</message>
<message>
<source>{aside} in held-out rows alone, and cannot be learned (data.validation).</source>
<translation type="unfinished" />
</message>
<message>
<source>{duplicates} ({share}) of {file} {repeats}</source>
<translation type="unfinished" />
</message>
<message>
<source>{in_both} {verb} held out and learned as well, so that what is measured looks too good</source>
<translation type="unfinished" />
</message>
<message>
<source>The class {listed} stands</source>
<translation type="unfinished" />
</message>
<message>
<source>The classes {listed} stand</source>
<translation type="unfinished" />
</message>
<message>
<source>All rows are held out, and none is left to learn from; lower data.validation.</source>
<translation type="unfinished" />
</message>
<message>
<source>{count} longer than {limit} and cut {where}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Raise the length to {longest} tokens</source>
<translation type="unfinished" />
</message>
<message>
<source>Cut the prompts instead</source>
<translation type="unfinished" />
</message>
<message>
<source>Take {size} rows a step</source>
<translation type="unfinished" />
</message>
<message>
<source>named words</source>
<translation type="unfinished" />
</message>
<message>
<source>repeats an earlier row</source>
<translation type="unfinished" />
</message>
<message>
<source>repeat earlier rows</source>
<translation type="unfinished" />
</message>
<message>
<source>Hold out rows of the training data</source>
<translation type="unfinished" />
</message>
<message>
<source>{said}; skipped.</source>
<translation type="unfinished" />
</message>
<message>
<source>{said}; mend the file or skip them.</source>
<translation type="unfinished" />
</message>
<message>
<source>{said}, and the longest row has {longest}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{said}; no row is that long yet.</source>
<translation type="unfinished" />
</message>
<message>
<source>Learn where to stop</source>
<translation type="unfinished" />
</message>
<message>
<source>The chat template ({whose}) writes no end mark behind an answer</source>
<translation type="unfinished" />
</message>
<message>
<source>Learn all answers</source>
<translation type="unfinished" />
</message>
<message>
<source>All rows to learn from are of the class {learned}; it takes two.</source>
<translation type="unfinished" />
</message>
<message>
<source>Learn the other {rest} classes</source>
<translation type="unfinished" />
</message>
<message>
<source>{share} of the {what} of {file} are of the class {most}; the others may be missed.</source>
<translation type="unfinished" />
</message>
<message>
<source>{said}; what is repeated is learned more often.</source>
<translation type="unfinished" />
</message>
<message>
<source>Hold out no rows</source>
<translation type="unfinished" />
</message>
<message>
<source>No row of {file} can be learned from.</source>
<translation type="unfinished" />
</message>
<message>
<source>the model's own</source>
<translation type="unfinished" />
</message>
<message>
<source>The tokenizer has no end mark, so that a text never learns where to stop.</source>
<translation type="unfinished" />
</message>
<message>
<source>{said}, so that replies may go on and on.</source>
<translation type="unfinished" />
</message>
<message>
<source>The tokenizer has no end mark, so that replies may go on and on.</source>
<translation type="unfinished" />
</message>
<message>
<source>the class {name} is none of data.labels ({labels})</source>
<translation type="unfinished" />
</message>
<message>
<source>, and {len} more</source>
<translation type="unfinished" />
</message>
<message>
<source>{problems}{more}; mend the file, or set data.skip_problems = true to leave such rows out.</source>
<translation type="unfinished" />
</message>
<message>
<source>No row is left to learn from{first}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Row {at} has no example, though it is counted among those that have.</source>
<translation type="unfinished" />
</message>
<message>
<source> and {len} more</source>
<translation type="unfinished" />
</message>
<message>
<source>; the first problem is: {first}</source>
<translation type="unfinished" />
</message>
<message>
<source>Cutting long rows</source>
<translation type="unfinished" />
</message>
<message>
<source>; the labels seem to be shifted by one, and are to stand below their own tokens</source>
<translation type="unfinished" />
</message>
<message>
<source>label {wrong} is {labels}, neither the token's id {ids} nor -100 (column {column}){hint}</source>
<translation type="unfinished" />
</message>
<message>
<source>all labels are -100, so that nothing is learned (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>the list of numbers is empty (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>the row holds {str}, not a list of whole numbers (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>the row has {ids} token ids and {numbers} entries in {columns}; each needs one</source>
<translation type="unfinished" />
</message>
<message>
<source>token {number} has the id {one}, and the model knows the ids from 0 to {vocabulary}; the row was made with another tokenizer (column {columns})</source>
<translation type="unfinished" />
</message>
<message>
<source>a text</source>
<translation type="unfinished" />
</message>
<message>
<source>a yes/no value</source>
<translation type="unfinished" />
</message>
<message>
<source>a number</source>
<translation type="unfinished" />
</message>
<message>
<source>the row holds {text}, which is no number in JSON; write null where a value is missing</source>
<translation type="unfinished" />
</message>
<message>
<source>the row is {value}, not an object with named columns</source>
<translation type="unfinished" />
</message>
<message>
<source>a text holds half a character (a lone surrogate such as \ud800)</source>
<translation type="unfinished" />
</message>
<message>
<source>a text holds a zero character (\u0000), which no text has</source>
<translation type="unfinished" />
</message>
<message>
<source>the row names {twice} twice</source>
<translation type="unfinished" />
</message>
<message>
<source>Extra data</source>
<translation type="unfinished" />
</message>
<message>
<source>column {colno}</source>
<translation type="unfinished" />
</message>
<message>
<source>line {lineno} of it, column {colno}</source>
<translation type="unfinished" />
</message>
<message>
<source>the line is not valid JSON ({place}: {lower})</source>
<translation type="unfinished" />
</message>
<message>
<source>the line is not valid JSON (too deep)</source>
<translation type="unfinished" />
</message>
<message>
<source>the row holds a number with more digits than can be read</source>
<translation type="unfinished" />
</message>
<message>
<source>{name} is shorter than it was</source>
<translation type="unfinished" />
</message>
<message>
<source>The rows of {names} were removed from the cache; open them again.</source>
<translation type="unfinished" />
</message>
<message>
<source>, like {len} more,</source>
<translation type="unfinished" />
</message>
<message>
<source>Checking {name}</source>
<translation type="unfinished" />
</message>
<message>
<source>Looking for </source>
<translation type="unfinished" />
</message>
<message>
<source> on the Hugging Face Hub</source>
<translation type="unfinished" />
</message>
<message>
<source>Looking for {name} on the Hugging Face Hub</source>
<translation type="unfinished" />
</message>
<message>
<source>Reading {name}</source>
<translation type="unfinished" />
</message>
<message>
<source>{name} is empty.</source>
<translation type="unfinished" />
</message>
<message>
<source>data.template = {setting} is neither Jinja text, nor a file, nor one of auto, {named}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{file} is no chat template: it has no {{ }} and no {% %} in it.</source>
<translation type="unfinished" />
</message>
<message>
<source>{%- set bos_token = '' -%}</source>
<translation type="unfinished" />
</message>
<message>
<source>The chat template ({name}) writes nothing of an answer; choose another template.</source>
<translation type="unfinished" />
</message>
<message>
<source>The chat template ({name}) leaves out an answer; choose another template.</source>
<translation type="unfinished" />
</message>
<message>
<source>The model's own chat template</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}: the chat template cannot be read ({strerror}).</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}: the chat template is not text in UTF-8; save it as such.</source>
<translation type="unfinished" />
</message>
<message>
<source>{what}, line {line}: {fault}.</source>
<translation type="unfinished" />
</message>
<message>
<source>The chat template ({name}) has a mistake in line {line}: {fault}.</source>
<translation type="unfinished" />
</message>
<message>
<source>The chat template ({name}) was stopped: {stopped}.</source>
<translation type="unfinished" />
</message>
<message>
<source>The chat template ({name}) does not accept this conversation: {refused}.</source>
<translation type="unfinished" />
</message>
<message>
<source>your own</source>
<translation type="unfinished" />
</message>
<message>
<source>the conversation does not end with an answer to a question</source>
<translation type="unfinished" />
</message>
<message>
<source>Tokenising rows</source>
<translation type="unfinished" />
</message>
<message>
<source>The tokens of the rows were removed from the cache while they were made; prepare them again.</source>
<translation type="unfinished" />
</message>
<message>
<source>function response</source>
<translation type="unfinished" />
</message>
<message>
<source>wrong answers (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>the wrong answers are {str}, not a list of texts (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>wrong answer {number} is {said} (column {column})</source>
<translation type="unfinished" />
</message>
<message>
<source>weakref.WeakKeyDictionary[object, Path]</source>
<translation type="unfinished" />
</message>
<message>
<source>{parent} cannot be written: {error}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{parent} cannot be written: {error}; nothing was kept.</source>
<translation type="unfinished" />
</message>
<message>
<source>{target} cannot be written: {reason}; nothing was left behind.</source>
<translation type="unfinished" />
</message>
<message>
<source>Measuring the {side} model</source>
<translation type="unfinished" />
</message>
<message>
<source>{file} is damaged; it should hold the list of the classes' names.</source>
<translation type="unfinished" />
</message>
<message>
<source>Once upon a time</source>
<translation type="unfinished" />
</message>
<message>
<source>What is this?</source>
<translation type="unfinished" />
</message>
<message>
<source>Merging</source>
<translation type="unfinished" />
</message>
<message>
<source>Writing the merged model</source>
<translation type="unfinished" />
</message>
<message>
<source>{title} cannot be merged into the weights; export the adapter instead.</source>
<translation type="unfinished" />
</message>
<message>
<source>Reading the written files back</source>
<translation type="unfinished" />
</message>
<message>
<source>{name} has no place for the biases that were added, as {odd} shows; export the adapter instead.</source>
<translation type="unfinished" />
</message>
<message>
<source>Comparing replies</source>
<translation type="unfinished" />
</message>
<message>
<source>peft-workbench adapter</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} was written by a newer version of this program (format {version}); update to open it.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder}: the adapter does not fit this model, as {misfit} shows.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} holds no adapter that can be read; a file of it is missing or damaged.</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}: adapters of the kind {config} cannot be opened; those that can are {known}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Writing the adapter</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} holds no adapter: it has no {config}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{file} is damaged.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} holds no {tensors}; pickled adapters are not opened.</source>
<translation type="unfinished" />
</message>
<message>
<source>has, and the model does not,</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder}: the adapter does not fit this model; it {side} {odd}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{file} is damaged or cut short.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder}: the adapter does not fit this model; {name} is {got} and should be {wanted}.</source>
<translation type="unfinished" />
</message>
<message>
<source>vLLM and llama.cpp read LoRA alone; export {title} as a merged model or an adapter instead.</source>
<translation type="unfinished" />
</message>
<message>
<source>vLLM and llama.cpp cannot read DoRA; export the merged model instead.</source>
<translation type="unfinished" />
</message>
<message>
<source>vLLM and llama.cpp cannot read trained biases; export the merged model instead.</source>
<translation type="unfinished" />
</message>
<message>
<source>vLLM and llama.cpp cannot read modules that were trained whole; export the merged model instead.</source>
<translation type="unfinished" />
</message>
<message>
<source>vLLM and llama.cpp cannot read a LoRA on {name}; export the merged model instead.</source>
<translation type="unfinished" />
</message>
<message>
<source>the disk is full</source>
<translation type="unfinished" />
</message>
<message>
<source>os error (\d+)</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} exists already and is not empty; choose a new folder.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} cannot be made: {parent} is a file.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder}: the disk has {free} free and {needed_bytes} are needed; make room or choose another disk.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} cannot be made: nothing can be written to {parent}.</source>
<translation type="unfinished" />
</message>
<message>
<source>up to {value} % slower</source>
<translation type="unfinished" />
</message>
<message>
<source>rows of at most {length} tokens: faster, but longer ones {fate}</source>
<translation type="unfinished" />
</message>
<message>
<source>Frees about {frees}; the run then needs {price}{ending}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{size} at once instead of {rows}, with as many in a step: a little slower</source>
<translation type="unfinished" />
</message>
<message>
<source>compute {count} of {layers} layers again: {slower}</source>
<translation type="unfinished" />
</message>
<message>
<source>keep the optimizer's memory in 8 bits: as fast, with steps that are a little coarser</source>
<translation type="unfinished" />
</message>
<message>
<source>are left out</source>
<translation type="unfinished" />
</message>
<message>
<source>are cut</source>
<translation type="unfinished" />
</message>
<message>
<source>rows of at most {length} tokens: faster, but {sum} longer ones {fate}</source>
<translation type="unfinished" />
</message>
<message>
<source>hold the frozen weights in 4 bits: slower, at a small loss of quality</source>
<translation type="unfinished" />
</message>
<message>
<source>compute all layers again on the way back: {slower}</source>
<translation type="unfinished" />
</message>
<message>
<source>, which is not enough alone</source>
<translation type="unfinished" />
</message>
<message>
<source>trained weights</source>
<translation type="unfinished" />
</message>
<message>
<source>kept for reuse</source>
<translation type="unfinished" />
</message>
<message>
<source>{architecture} cannot be counted without its weights ({name}); activations and logits are a rough estimate.</source>
<translation type="unfinished" />
</message>
<message>
<source>method.name = {name} is no method; the methods are {names}.</source>
<translation type="unfinished" />
</message>
<message>
<source>AdaMix</source>
<translation type="unfinished" />
</message>
<message>
<source>Small networks</source>
<translation type="unfinished" />
</message>
<message>
<source>Trains several adapters in every layer, one drawn at random in each pass, and holds any two draws to the same answer. Their mean is what stays: one small adapter that learned from all of them. Each step takes two passes.</source>
<translation type="unfinished" />
</message>
<message>
<source>Experts</source>
<translation type="unfinished" />
</message>
<message>
<source>Adapters in each layer, of which each pass takes one.</source>
<translation type="unfinished" />
</message>
<message>
<source>Bottleneck</source>
<translation type="unfinished" />
</message>
<message>
<source>Width of the narrow middle.</source>
<translation type="unfinished" />
</message>
<message>
<source>Share the up-projection</source>
<translation type="unfinished" />
</message>
<message>
<source>One way back to the full width for all experts; otherwise each has its own.</source>
<translation type="unfinished" />
</message>
<message>
<source>Consistency</source>
<translation type="unfinished" />
</message>
<message>
<source>Weight of the loss that holds two passes to the same answer; 0 saves the second pass.</source>
<translation type="unfinished" />
</message>
<message>
<source>AdaMix stands behind the feed-forward part of every layer, and none was found in this model.</source>
<translation type="unfinished" />
</message>
<message>
<source>Adapter</source>
<translation type="unfinished" />
</message>
<message>
<source>Puts small networks with a narrow middle behind or beside the attention and feed-forward parts of every layer and trains only these. It learns nearly as well as training everything; since it computes something of its own, it cannot be folded into the weights and makes the model a little slower.</source>
<translation type="unfinished" />
</message>
<message>
<source>Placement</source>
<translation type="unfinished" />
</message>
<message>
<source>Two in each layer (Houlsby), one behind the feed-forward part (Pfeiffer) or beside it (parallel).</source>
<translation type="unfinished" />
</message>
<message>
<source>Activation</source>
<translation type="unfinished" />
</message>
<message>
<source>What the narrow middle computes.</source>
<translation type="unfinished" />
</message>
<message>
<source>Scale</source>
<translation type="unfinished" />
</message>
<message>
<source>Strength of what it adds.</source>
<translation type="unfinished" />
</message>
<message>
<source>Dropout</source>
<translation type="unfinished" />
</message>
<message>
<source>Share of the middle left out at random while training.</source>
<translation type="unfinished" />
</message>
<message>
<source>Train the norms</source>
<translation type="unfinished" />
</message>
<message>
<source>Also train the norms of every layer, as Houlsby did.</source>
<translation type="unfinished" />
</message>
<message>
<source>Adapters stand inside attention and feed-forward layers, and none were found in this model.</source>
<translation type="unfinished" />
</message>
<message>
<source>method.target_modules = {target_modules} matches no linear layer of this model; its linear layers end in {endings}, and a regular expression has to match the whole name, as .*{endings_2} does.</source>
<translation type="unfinished" />
</message>
<message>
<source>Beside the weights</source>
<translation type="unfinished" />
</message>
<message>
<source>Attention and prompts</source>
<translation type="unfinished" />
</message>
<message>
<source>The weights themselves</source>
<translation type="unfinished" />
</message>
<message>
<source>Target modules</source>
<translation type="unfinished" />
</message>
<message>
<source>all-linear, a regular expression for the whole name of a module, or a list of name endings.</source>
<translation type="unfinished" />
</message>
<message>
<source>Leave out</source>
<translation type="unfinished" />
</message>
<message>
<source>Modules that are not touched though they match: a regular expression, or a list of name endings.</source>
<translation type="unfinished" />
</message>
<message>
<source>Train whole modules</source>
<translation type="unfinished" />
</message>
<message>
<source>Name endings of modules that are trained in full and saved with the adapter.</source>
<translation type="unfinished" />
</message>
<message>
<source>{title} trains the weights themselves, and here they are quantised; load the model unquantised.</source>
<translation type="unfinished" />
</message>
<message>
<source>it names no module; all-linear takes every linear layer</source>
<translation type="unfinished" />
</message>
<message>
<source>method.exclude_modules and modules_to_save leave none of the target modules; name fewer.</source>
<translation type="unfinished" />
</message>
<message>
<source>it is no regular expression: {msg} at position {pos}</source>
<translation type="unfinished" />
</message>
<message>
<source>method.modules_to_save names {ending}, and no module of this model is called so.</source>
<translation type="unfinished" />
</message>
<message>
<source>method.modules_to_save names {ending}, which is quantised here and cannot be trained whole; leave it out or load the model unquantised.</source>
<translation type="unfinished" />
</message>
<message>
<source>BitFit</source>
<translation type="unfinished" />
</message>
<message>
<source>Trains nothing but the biases, the single numbers that each layer adds to its outputs: about one parameter in a thousand. It works for models that have biases; many newer ones have none.</source>
<translation type="unfinished" />
</message>
<message>
<source>Which biases</source>
<translation type="unfinished" />
</message>
<message>
<source>All of them, or only those of the query and the first feed-forward layer.</source>
<translation type="unfinished" />
</message>
<message>
<source>Add biases</source>
<translation type="unfinished" />
</message>
<message>
<source>Give layers without a bias one that starts at zero; merging makes them real ones.</source>
<translation type="unfinished" />
</message>
<message>
<source>BitFit trains biases, and this model has none of those; switch method.add_biases on to give it some.</source>
<translation type="unfinished" />
</message>
<message>
<source>Some layers</source>
<translation type="unfinished" />
</message>
<message>
<source>Trains some of the model's layers in full and leaves the others frozen. The last layers shape what is said, the first ones how the text is read.</source>
<translation type="unfinished" />
</message>
<message>
<source>Layers</source>
<translation type="unfinished" />
</message>
<message>
<source>So many of the last layers; negative: of the first; 0: none, for a classifier's head alone.</source>
<translation type="unfinished" />
</message>
<message>
<source>Final norm</source>
<translation type="unfinished" />
</message>
<message>
<source>Also train the norm behind the last layer.</source>
<translation type="unfinished" />
</message>
<message>
<source>Output head</source>
<translation type="unfinished" />
</message>
<message>
<source>Also train the layer that chooses tokens, and the input embeddings where these share its weight.</source>
<translation type="unfinished" />
</message>
<message>
<source>With no layer chosen there is nothing to train; set Layers to another number than 0.</source>
<translation type="unfinished" />
</message>
<message>
<source>Full fine-tuning</source>
<translation type="unfinished" />
</message>
<message>
<source>Trains every weight of the model. It can learn the most and needs by far the most memory: beside the weights a copy, their gradients and the optimiser's two numbers for each. What is learned is as large as the model.</source>
<translation type="unfinished" />
</message>
<message>
<source>IA3</source>
<translation type="unfinished" />
</message>
<message>
<source>Learns one number for each key, value and inner feed-forward unit: how strong it shall be. With one parameter in ten thousand it is the smallest of the methods that can be folded into the weights.</source>
<translation type="unfinished" />
</message>
<message>
<source>auto: keys, values and feed-forward outputs; else a regular expression or a list of name endings.</source>
<translation type="unfinished" />
</message>
<message>
<source>Feed-forward modules</source>
<translation type="unfinished" />
</message>
<message>
<source>Those of the targets whose inputs are scaled instead of their outputs.</source>
<translation type="unfinished" />
</message>
<message>
<source>Unlearn wrong answers</source>
<translation type="unfinished" />
</message>
<message>
<source>Weight of the loss that makes wrong answers unlikely; acts only where rows bring wrong answers. Lower it where these share most of their words with the right one.</source>
<translation type="unfinished" />
</message>
<message>
<source>Choose among answers</source>
<translation type="unfinished" />
</message>
<message>
<source>Weight of the loss that ranks the right answer first, whatever the answers' lengths; acts only where rows bring wrong answers.</source>
<translation type="unfinished" />
</message>
<message>
<source>IA3 finds no keys, values or feed-forward layers in this model; name them under Target modules.</source>
<translation type="unfinished" />
</message>
<message>
<source>LLaMA-Adapter</source>
<translation type="unfinished" />
</message>
<message>
<source>Gives the upper layers a few learned prompts to attend to, behind gates that start shut: training begins with the model exactly as it is and lets the prompts in as they prove useful.</source>
<translation type="unfinished" />
</message>
<message>
<source>Prompts</source>
<translation type="unfinished" />
</message>
<message>
<source>How many each layer attends to.</source>
<translation type="unfinished" />
</message>
<message>
<source>So many of the last layers; all where the model has fewer.</source>
<translation type="unfinished" />
</message>
<message>
<source>One gate for each</source>
<translation type="unfinished" />
</message>
<message>
<source>Head, as in the paper, or layer, as in PEFT's files.</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}: for GPT-2 PEFT computes these prompts in another way, which is not supported.</source>
<translation type="unfinished" />
</message>
<message>
<source>LoRA</source>
<translation type="unfinished" />
</message>
<message>
<source>Beside each chosen weight matrix W it learns two thin matrices, A and B, whose product is added to W. The model itself stays as it is; what is learned is a file of a few megabytes, and it can be folded into the weights for good. The first choice for most tasks.</source>
<translation type="unfinished" />
</message>
<message>
<source>Rank</source>
<translation type="unfinished" />
</message>
<message>
<source>Width of the two thin matrices: more can learn more.</source>
<translation type="unfinished" />
</message>
<message>
<source>Alpha</source>
<translation type="unfinished" />
</message>
<message>
<source>Strength of what is learned: it is scaled by alpha / rank.</source>
<translation type="unfinished" />
</message>
<message>
<source>Share of inputs left out at random while training.</source>
<translation type="unfinished" />
</message>
<message>
<source>Train biases</source>
<translation type="unfinished" />
</message>
<message>
<source>Also train all biases of the model, or only those of the target modules.</source>
<translation type="unfinished" />
</message>
<message>
<source>Rank-stabilised scaling</source>
<translation type="unfinished" />
</message>
<message>
<source>Scale by alpha / sqrt(rank), which keeps high ranks learning.</source>
<translation type="unfinished" />
</message>
<message>
<source>DoRA</source>
<translation type="unfinished" />
</message>
<message>
<source>Also learn how long each row of the weight is; slower, and often better at low ranks.</source>
<translation type="unfinished" />
</message>
<message>
<source>Only these layers</source>
<translation type="unfinished" />
</message>
<message>
<source>Numbers of the layers, counted from 0, whose modules are touched; empty: all.</source>
<translation type="unfinished" />
</message>
<message>
<source>Rank of single modules</source>
<translation type="unfinished" />
</message>
<message>
<source>As in q_proj = 16, v_proj = 4: name endings or regular expressions; the first by alphabet counts.</source>
<translation type="unfinished" />
</message>
<message>
<source>Alpha of single modules</source>
<translation type="unfinished" />
</message>
<message>
<source>As in q_proj = 32; written as the ranks are.</source>
<translation type="unfinished" />
</message>
<message>
<source>layers are counted from 0</source>
<translation type="unfinished" />
</message>
<message>
<source>each number must be above 0</source>
<translation type="unfinished" />
</message>
<message>
<source>method.layers_to_transform names layer {missing}, and this model has layers 0 to {there}.</source>
<translation type="unfinished" />
</message>
<message>
<source>method.layers_to_transform leaves none of the target modules; name other layers.</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}: this adapter began with {start}, which changes the base weights; let PEFT convert it to plain LoRA (path_initial_model_for_weight_conversion) and open that.</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}: the LoRA setting {key} = {config} is not supported.</source>
<translation type="unfinished" />
</message>
<message>
<source>Mix-and-match adapter</source>
<translation type="unfinished" />
</message>
<message>
<source>Joins the two that complete each other best: a short prefix for attention and a small network beside each feed-forward part. Near to training everything on hard tasks, at a few percent of its parameters.</source>
<translation type="unfinished" />
</message>
<message>
<source>Virtual tokens</source>
<translation type="unfinished" />
</message>
<message>
<source>How many keys and values stand before the text.</source>
<translation type="unfinished" />
</message>
<message>
<source>Width of the networks beside the feed-forward parts.</source>
<translation type="unfinished" />
</message>
<message>
<source>Strength of what these networks add.</source>
<translation type="unfinished" />
</message>
<message>
<source>P-Tuning</source>
<translation type="unfinished" />
</message>
<message>
<source>Learns virtual tokens as prompt tuning does, but through a small network that ties them together and is dropped afterwards. A template can put them anywhere: before, between and behind the parts of the text.</source>
<translation type="unfinished" />
</message>
<message>
<source>How many there are, in all slots together.</source>
<translation type="unfinished" />
</message>
<message>
<source>Network</source>
<translation type="unfinished" />
</message>
<message>
<source>What computes the virtual tokens while training: an LSTM, linear layers, or nothing.</source>
<translation type="unfinished" />
</message>
<message>
<source>Width of the network</source>
<translation type="unfinished" />
</message>
<message>
<source>Its inner numbers, for the LSTM half of them each way; unset: the model's width.</source>
<translation type="unfinished" />
</message>
<message>
<source>P-Tuning v2</source>
<translation type="unfinished" />
</message>
<message>
<source>Learns prompts for every layer, directly and without a network that computes them. Made for naming classes of texts or words, where it comes near to training everything even on small models.</source>
<translation type="unfinished" />
</message>
<message>
<source>Train through a network</source>
<translation type="unfinished" />
</message>
<message>
<source>Steadier on some tasks; only its result is kept.</source>
<translation type="unfinished" />
</message>
<message>
<source>Share of the prompts left out at random while training.</source>
<translation type="unfinished" />
</message>
<message>
<source>Prefix tuning</source>
<translation type="unfinished" />
</message>
<message>
<source>Learns keys and values that every attention of the model sees before the text, as if it remembered a text that no words could spell. The weights stay untouched; many such prefixes can share one model.</source>
<translation type="unfinished" />
</message>
<message>
<source>Steadier to train; only its result is kept.</source>
<translation type="unfinished" />
</message>
<message>
<source>Width of that network</source>
<translation type="unfinished" />
</message>
<message>
<source>Its inner numbers.</source>
<translation type="unfinished" />
</message>
<message>
<source>Share of the prefix left out at random while training.</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}: PEFT's prefixes for models of two stacks reach only a part of them; not supported.</source>
<translation type="unfinished" />
</message>
<message>
<source>Prompt tuning</source>
<translation type="unfinished" />
</message>
<message>
<source>Learns some virtual tokens that are put before every text, as if the best instruction for the task were found by training. The model stays untouched, and what is learned is a few kilobytes. Large models profit most.</source>
<translation type="unfinished" />
</message>
<message>
<source>How many stand before the text.</source>
<translation type="unfinished" />
</message>
<message>
<source>Start from</source>
<translation type="unfinished" />
</message>
<message>
<source>Random tokens of the vocabulary, the text, or the labels below.</source>
<translation type="unfinished" />
</message>
<message>
<source>Start text</source>
<translation type="unfinished" />
</message>
<message>
<source>Repeated or cut to the number of virtual tokens.</source>
<translation type="unfinished" />
</message>
<message>
<source>Start labels</source>
<translation type="unfinished" />
</message>
<message>
<source>Names of classes: one virtual token each, the others start at random.</source>
<translation type="unfinished" />
</message>
<message>
<source>This model has no input embeddings to put tokens among.</source>
<translation type="unfinished" />
</message>
<message>
<source>{file} holds a prompt for the decoder as well; only one for the encoder can be opened.</source>
<translation type="unfinished" />
</message>
<message>
<source>method.init = {init} needs something to start from in method.init_{init_2}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Unified composer</source>
<translation type="unfinished" />
</message>
<message>
<source>Puts a method together from the four choices in which adapters, LoRA and prefix tuning differ. The start settings are the scaled parallel adapter, which the paper found best for its size.</source>
<translation type="unfinished" />
</message>
<message>
<source>Functional form</source>
<translation type="unfinished" />
</message>
<message>
<source>Insertion</source>
<translation type="unfinished" />
</message>
<message>
<source>Reads what enters the part, or what comes out of it.</source>
<translation type="unfinished" />
</message>
<message>
<source>Modified representation</source>
<translation type="unfinished" />
</message>
<message>
<source>What attention or feed-forward give as a whole, each attention head, or each weight matrix.</source>
<translation type="unfinished" />
</message>
<message>
<source>Composition</source>
<translation type="unfinished" />
</message>
<message>
<source>Added, added times the scale, or weighed against by softmax.</source>
<translation type="unfinished" />
</message>
<message>
<source>Strength of what is added (scaled_add).</source>
<translation type="unfinished" />
</message>
<message>
<source>No {modified} part was found in this model to change.</source>
<translation type="unfinished" />
</message>
<message>
<source>gated_add weighs by a softmax over keys: it needs functional_form softmax, modified heads</source>
<translation type="unfinished" />
</message>
<message>
<source>gated_add weighs queries' keys: it needs insertion parallel</source>
<translation type="unfinished" />
</message>
<message>
<source>beside a weight matrix the insertion is parallel</source>
<translation type="unfinished" />
</message>
<message>
<source>VeRA</source>
<translation type="unfinished" />
</message>
<message>
<source>LoRA whose two matrices are random and stay so; learned are only two vectors that say how strong each row and column of their product shall be. Smaller than LoRA by far, and folded into the weights as that is.</source>
<translation type="unfinished" />
</message>
<message>
<source>Width of the random matrices.</source>
<translation type="unfinished" />
</message>
<message>
<source>Start of d</source>
<translation type="unfinished" />
</message>
<message>
<source>What each inner number starts at.</source>
<translation type="unfinished" />
</message>
<message>
<source>Seed of the matrices</source>
<translation type="unfinished" />
</message>
<message>
<source>Same seed, same matrices.</source>
<translation type="unfinished" />
</message>
<message>
<source>sdpa with additions</source>
<translation type="unfinished" />
</message>
<message>
<source>eager with additions</source>
<translation type="unfinished" />
</message>
<message>
<source>The attention of {name} cannot be entered from outside; LoRA or an adapter can tune it.</source>
<translation type="unfinished" />
</message>
<message>
<source>This method acts inside attention, and no attention was found in this model.</source>
<translation type="unfinished" />
</message>
<message>
<source>{name} takes added keys through its cache, which activation checkpointing empties; switch training.activation_checkpointing off.</source>
<translation type="unfinished" />
</message>
<message>
<source>The model knows {context} positions, and the {number} of the prefix and the text need {last}; lower data.max_length to {context_2}.</source>
<translation type="unfinished" />
</message>
<message>
<source>write text</source>
<translation type="unfinished" />
</message>
<message>
<source>write text from text (model.task = 'seq2seq_lm')</source>
<translation type="unfinished" />
</message>
<message>
<source>name a text's class (model.task = 'sequence_classification')</source>
<translation type="unfinished" />
</message>
<message>
<source>name each word's class (model.task = 'token_classification')</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} is not on this machine yet; load it once to download it.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} holds a {model_type} model, which sees the whole text at once and cannot write text on; set model.task to {config_or}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} cannot be used: {error}</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} holds a {model_type} model, which cannot {does}: {error}</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} runs code of its own; set model.trust_remote_code = true if you trust its authors.</source>
<translation type="unfinished" />
</message>
<message>
<source>sdpa, rows apart</source>
<translation type="unfinished" />
</message>
<message>
<source>the Hub did not give it: {name}</source>
<translation type="unfinished" />
</message>
<message>
<source>its authors give it only to those whom they let in: ask on its page, then run `hf auth login`</source>
<translation type="unfinished" />
</message>
<message>
<source>the Hub has no such model, or it is private</source>
<translation type="unfinished" />
</message>
<message>
<source>the Hub cannot be reached from here</source>
<translation type="unfinished" />
</message>
<message>
<source>{file} is damaged or cut short ({size} bytes); fetch it again.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} is a file; give the folder of the model.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder}: there is no such folder.</source>
<translation type="unfinished" />
</message>
<message>
<source>Looking for {hub_id} on the Hugging Face Hub</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} is no model folder: it has no config.json.</source>
<translation type="unfinished" />
</message>
<message>
<source>{hub_id} is neither a folder nor a Hugging Face Hub id.</source>
<translation type="unfinished" />
</message>
<message>
<source>{hub_id} is no folder here and not in the Hugging Face cache, and {error}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} holds no weights (no .safetensors file).</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} is a pickle, which can run code when opened; use a safetensors copy, or set model.allow_pickle = true if you trust where it came from.</source>
<translation type="unfinished" />
</message>
<message>
<source>{index} is damaged; fetch the model again.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} is missing, though the model's index names it; fetch it again.</source>
<translation type="unfinished" />
</message>
<message>
<source>Downloading </source>
<translation type="unfinished" />
</message>
<message>
<source>Downloading {hub_id}</source>
<translation type="unfinished" />
</message>
<message>
<source>Opening </source>
<translation type="unfinished" />
</message>
<message>
<source>Opening {path}</source>
<translation type="unfinished" />
</message>
<message>
<source>model.device = {name}: torch sees {device_count} CUDA devices here; use auto or cpu.</source>
<translation type="unfinished" />
</message>
<message>
<source>model.device = 'mps': this machine has no Apple GPU that torch can use; use auto or cpu.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder}: the weights do not fit the config; {lacking} are missing or misshapen, as {lacking_2}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Moving the model to </source>
<translation type="unfinished" />
</message>
<message>
<source>{folder}: the tokenizer cannot be loaded: {splitlines}</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder}: the weights cannot be loaded: {splitlines}</source>
<translation type="unfinished" />
</message>
<message>
<source>Moving the model to {device}</source>
<translation type="unfinished" />
</message>
<message>
<source>Loading weights</source>
<translation type="unfinished" />
</message>
<message>
<source>asked what its masks let through</source>
<translation type="unfinished" />
</message>
<message>
<source>{name} carries what it has read on from row to row, so data.packing cannot be used with it.</source>
<translation type="unfinished" />
</message>
<message>
<source>The attention of {name} does not keep packed rows apart, so data.packing cannot be used with it.</source>
<translation type="unfinished" />
</message>
<message>
<source>This processor computes several times faster in 16 bits than in the 32 of the model's files; with model.dtype = 'bfloat16' each step is shorter and the model half as large.</source>
<translation type="unfinished" />
</message>
<message>
<source>data.packing is for model.task = 'causal_lm' only; switch it off for {task}.</source>
<translation type="unfinished" />
</message>
<message>
<source>data.packing cannot be used with {title}: each row needs virtual tokens of its own.</source>
<translation type="unfinished" />
</message>
<message>
<source>training.group_by_length has nothing to group where data.packing is on; switch one of them off.</source>
<translation type="unfinished" />
</message>
<message>
<source>{key} is not allowed: {reason}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Model</source>
<translation type="unfinished" />
</message>
<message>
<source>A folder, a Hugging Face Hub id, or the built-in starter.</source>
<translation type="unfinished" />
</message>
<message>
<source>Task</source>
<translation type="unfinished" />
</message>
<message>
<source>Write text on, write text from text, name a text's class, or name each word's class.</source>
<translation type="unfinished" />
</message>
<message>
<source>Number format</source>
<translation type="unfinished" />
</message>
<message>
<source>Precision of the frozen weights; auto keeps what the files hold.</source>
<translation type="unfinished" />
</message>
<message>
<source>Quantization</source>
<translation type="unfinished" />
</message>
<message>
<source>Hold the frozen weights in 4 or 8 bits to save memory.</source>
<translation type="unfinished" />
</message>
<message>
<source>Device</source>
<translation type="unfinished" />
</message>
<message>
<source>auto takes a GPU where there is one.</source>
<translation type="unfinished" />
</message>
<message>
<source>Allow pickle files</source>
<translation type="unfinished" />
</message>
<message>
<source>Pickled weights can run code when opened; safetensors cannot.</source>
<translation type="unfinished" />
</message>
<message>
<source>Run the model's own code</source>
<translation type="unfinished" />
</message>
<message>
<source>Only for models whose authors you trust.</source>
<translation type="unfinished" />
</message>
<message>
<source>Training data</source>
<translation type="unfinished" />
</message>
<message>
<source>Files, a pattern such as data/*.jsonl, a folder, a Hub data set (owner/name:config@split), or the built-in starter.</source>
<translation type="unfinished" />
</message>
<message>
<source>Held-out rows</source>
<translation type="unfinished" />
</message>
<message>
<source>Share of the rows kept aside to measure with, or a file of their own.</source>
<translation type="unfinished" />
</message>
<message>
<source>Form</source>
<translation type="unfinished" />
</message>
<message>
<source>What a row holds; auto recognises it from the columns and their values.</source>
<translation type="unfinished" />
</message>
<message>
<source>Columns</source>
<translation type="unfinished" />
</message>
<message>
<source>Which column plays which role.</source>
<translation type="unfinished" />
</message>
<message>
<source>Right choice</source>
<translation type="unfinished" />
</message>
<message>
<source>How the answer to a multiple choice is told: as text, letter, or place counted from 0 or 1; auto tells it from the rows.</source>
<translation type="unfinished" />
</message>
<message>
<source>Classes</source>
<translation type="unfinished" />
</message>
<message>
<source>Their names, in the order of the model's outputs; empty: those that the rows name.</source>
<translation type="unfinished" />
</message>
<message>
<source>Chat template</source>
<translation type="unfinished" />
</message>
<message>
<source>auto is the model's own, or a plain one where it has none; else a name, a file, or Jinja text.</source>
<translation type="unfinished" />
</message>
<message>
<source>Phrasing</source>
<translation type="unfinished" />
</message>
<message>
<source>How a row is asked about, with columns in braces, as in Question: {question}; empty: as the form says.</source>
<translation type="unfinished" />
</message>
<message>
<source>Learned</source>
<translation type="unfinished" />
</message>
<message>
<source>All answers of a conversation, its last one alone, or questions and template as well.</source>
<translation type="unfinished" />
</message>
<message>
<source>The end mark after an answer is learned too; without it replies go on and on.</source>
<translation type="unfinished" />
</message>
<message>
<source>Max sequence length (tokens)</source>
<translation type="unfinished" />
</message>
<message>
<source>What is longer is left out or cut, as chosen, and marked.</source>
<translation type="unfinished" />
</message>
<message>
<source>Too long rows</source>
<translation type="unfinished" />
</message>
<message>
<source>Drop leaves them out; prompt cuts the question from its start; answer cuts the answer's end. Plain texts and texts to classify are always cut at their end.</source>
<translation type="unfinished" />
</message>
<message>
<source>Packing</source>
<translation type="unfinished" />
</message>
<message>
<source>Put several short rows in one sequence; they do not see each other.</source>
<translation type="unfinished" />
</message>
<message>
<source>Skip rows with problems</source>
<translation type="unfinished" />
</message>
<message>
<source>Leave out rows that cannot be learned from, and count them.</source>
<translation type="unfinished" />
</message>
<message>
<source>Method</source>
<translation type="unfinished" />
</message>
<message>
<source>Steps</source>
<translation type="unfinished" />
</message>
<message>
<source>How often the learned weights are changed; each step sees one batch.</source>
<translation type="unfinished" />
</message>
<message>
<source>Passes over the data</source>
<translation type="unfinished" />
</message>
<message>
<source>Instead of steps: how often each row is seen.</source>
<translation type="unfinished" />
</message>
<message>
<source>Batch size</source>
<translation type="unfinished" />
</message>
<message>
<source>Rows that go through the model at once.</source>
<translation type="unfinished" />
</message>
<message>
<source>Gradient accumulation</source>
<translation type="unfinished" />
</message>
<message>
<source>Batches whose gradients make one step together.</source>
<translation type="unfinished" />
</message>
<message>
<source>Group by length</source>
<translation type="unfinished" />
</message>
<message>
<source>Rows of similar length share a batch: less padding, a less even mix.</source>
<translation type="unfinished" />
</message>
<message>
<source>Learning rate</source>
<translation type="unfinished" />
</message>
<message>
<source>Size of a step; unset: the method's own default.</source>
<translation type="unfinished" />
</message>
<message>
<source>Head's learning rate</source>
<translation type="unfinished" />
</message>
<message>
<source>Of a classifier's outputs, which start at random; unset: as the others, or the method's default.</source>
<translation type="unfinished" />
</message>
<message>
<source>Schedule</source>
<translation type="unfinished" />
</message>
<message>
<source>How the learning rate goes from its peak to the end.</source>
<translation type="unfinished" />
</message>
<message>
<source>Warm-up</source>
<translation type="unfinished" />
</message>
<message>
<source>Share of the steps (below 1) or number of steps to reach the peak.</source>
<translation type="unfinished" />
</message>
<message>
<source>Weight decay</source>
<translation type="unfinished" />
</message>
<message>
<source>Pull of the learned weights to zero.</source>
<translation type="unfinished" />
</message>
<message>
<source>Max gradient norm</source>
<translation type="unfinished" />
</message>
<message>
<source>Longer gradients are shortened to this; 0 leaves them.</source>
<translation type="unfinished" />
</message>
<message>
<source>Optimizer</source>
<translation type="unfinished" />
</message>
<message>
<source>The rule that turns gradients into steps; 8-bit ones keep a quarter of its memory, paged ones move it to the computer's memory when a GPU's is full.</source>
<translation type="unfinished" />
</message>
<message>
<source>Same seed, same run.</source>
<translation type="unfinished" />
</message>
<message>
<source>Activation checkpointing</source>
<translation type="unfinished" />
</message>
<message>
<source>Less memory for up to a third more time: on, off, auto for just enough layers to fit, or the number of layers.</source>
<translation type="unfinished" />
</message>
<message>
<source>Try the longest rows first</source>
<translation type="unfinished" />
</message>
<message>
<source>Where memory may be short, the longest rows are tried before the first step.</source>
<translation type="unfinished" />
</message>
<message>
<source>Compile the model</source>
<translation type="unfinished" />
</message>
<message>
<source>Minutes at the start for faster steps, mostly on a GPU; left aside where it cannot be done.</source>
<translation type="unfinished" />
</message>
<message>
<source>Evaluate every (steps)</source>
<translation type="unfinished" />
</message>
<message>
<source>Measure the held-out rows this often; 0: only at the end.</source>
<translation type="unfinished" />
</message>
<message>
<source>Held-out rows measured</source>
<translation type="unfinished" />
</message>
<message>
<source>At most so many of them at every evaluation while training, always the same.</source>
<translation type="unfinished" />
</message>
<message>
<source>Sample replies</source>
<translation type="unfinished" />
</message>
<message>
<source>At every evaluation the model replies to so many held-out rows, always the same; 0: to none.</source>
<translation type="unfinished" />
</message>
<message>
<source>Scores of replies</source>
<translation type="unfinished" />
</message>
<message>
<source>How like the answers the replies to 32 held-out rows are; takes time.</source>
<translation type="unfinished" />
</message>
<message>
<source>Best by</source>
<translation type="unfinished" />
</message>
<message>
<source>What tells the best evaluation: the lowest held-out loss, or the highest of a score.</source>
<translation type="unfinished" />
</message>
<message>
<source>Keep the best</source>
<translation type="unfinished" />
</message>
<message>
<source>At the end, take the adapter of the best evaluation instead of the last step's.</source>
<translation type="unfinished" />
</message>
<message>
<source>Stop early (evaluations)</source>
<translation type="unfinished" />
</message>
<message>
<source>End after so many evaluations in a row without a better one, and keep the best; 0: never.</source>
<translation type="unfinished" />
</message>
<message>
<source>Save every (steps)</source>
<translation type="unfinished" />
</message>
<message>
<source>Keep a checkpoint this often; 0: at the best evaluations and the end.</source>
<translation type="unfinished" />
</message>
<message>
<source>Save every (minutes)</source>
<translation type="unfinished" />
</message>
<message>
<source>Keep a checkpoint also when the last one is older than this; 0: by steps alone.</source>
<translation type="unfinished" />
</message>
<message>
<source>Checkpoints kept</source>
<translation type="unfinished" />
</message>
<message>
<source>The last so many stay, and the best one.</source>
<translation type="unfinished" />
</message>
<message>
<source>Name</source>
<translation type="unfinished" />
</message>
<message>
<source>What the run is called.</source>
<translation type="unfinished" />
</message>
<message>
<source>{key} is not a setting; allowed here: {model_fields}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{key} = {problem} is not allowed: {reason}.</source>
<translation type="unfinished" />
</message>
<message>
<source>must name at least one file</source>
<translation type="unfinished" />
</message>
<message>
<source>must be a file, or a share of the rows from 0 to below 1</source>
<translation type="unfinished" />
</message>
<message>
<source>must be off, on, auto, or a number of layers</source>
<translation type="unfinished" />
</message>
<message>
<source>give max_steps or epochs, not both</source>
<translation type="unfinished" />
</message>
<message>
<source>{path}: there is no such run file.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path}: the run file cannot be read ({error}).</source>
<translation type="unfinished" />
</message>
<message>
<source>{path}: the run file is not valid TOML: {error}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{dotted}: {name} is not a table of settings.</source>
<translation type="unfinished" />
</message>
<message>
<source>held-out {value}</source>
<translation type="unfinished" />
</message>
<message>
<source>The run ends early, as {without_better} evaluations in a row brought no better {by} (training.early_stopping). </source>
<translation type="unfinished" />
</message>
<message>
<source>{stopped_early}The adapter is that of {which}, with the best {by}: {value}.</source>
<translation type="unfinished" />
</message>
<message>
<source>the last step</source>
<translation type="unfinished" />
</message>
<message>
<source>step {step}</source>
<translation type="unfinished" />
</message>
<message>
<source>{checkpoint} cannot be resumed from, its state is damaged ({name}).</source>
<translation type="unfinished" />
</message>
<message>
<source>{setting} needs held-out rows to measure with; raise data.validation, or switch it off.</source>
<translation type="unfinished" />
</message>
<message>
<source>training.early_stopping counts evaluations, and training.eval_every = 0 makes none before the end; set it to a number of steps.</source>
<translation type="unfinished" />
</message>
<message>
<source>training.best_by = {best_by} is not measured for model.task = {task}; choose {measured} or {measured_2}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Measuring held-out rows</source>
<translation type="unfinished" />
</message>
<message>
<source>{wrong} is missing or damaged</source>
<translation type="unfinished" />
</message>
<message>
<source>its {manifest} is missing or damaged</source>
<translation type="unfinished" />
</message>
<message>
<source>The checkpoint {checkpoint} is passed over: {reason}.</source>
<translation type="unfinished" />
</message>
<message>
<source>The checkpoint of step {step} cannot be written to {checkpoints}: {reason}. {remedy}; training goes on, and {going}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Training failed: {name}: {error}</source>
<translation type="unfinished" />
</message>
<message>
<source>Compiling the model</source>
<translation type="unfinished" />
</message>
<message>
<source>Saving a checkpoint</source>
<translation type="unfinished" />
</message>
<message>
<source>Check the folder</source>
<translation type="unfinished" />
</message>
<message>
<source>{reason}, {needed} are needed and {free} are free</source>
<translation type="unfinished" />
</message>
<message>
<source>Make room</source>
<translation type="unfinished" />
</message>
<message>
<source>the last checkpoint is {name}</source>
<translation type="unfinished" />
</message>
<message>
<source>no checkpoint has been saved yet</source>
<translation type="unfinished" />
</message>
<message>
<source>The memory was full before the first step; choose a smaller model or fewer trained weights.</source>
<translation type="unfinished" />
</message>
<message>
<source>This machine cannot compile the model, so training.compile is left aside ({reason}).</source>
<translation type="unfinished" />
</message>
<message>
<source>The adapter cannot be written to {adapter}: {reason}. Make room or check the folder, and resume the run; {going}.</source>
<translation type="unfinished" />
</message>
<message>
<source>The adapter is that of the last step: the best one, {checkpoint}, is not there ({reason}).</source>
<translation type="unfinished" />
</message>
<message>
<source>can't allocate memory</source>
<translation type="unfinished" />
</message>
<message>
<source>not enough memory</source>
<translation type="unfinished" />
</message>
<message>
<source>out of memory</source>
<translation type="unfinished" />
</message>
<message>
<source>{tried} in memory: it needs about {needed}, and {available} can be had. Resume with one of the changes.</source>
<translation type="unfinished" />
</message>
<message>
<source>{tried} in memory: it needs about {needed}, and {available} can be had. No change of the settings would free enough.</source>
<translation type="unfinished" />
</message>
<message>
<source>Trying the longest rows</source>
<translation type="unfinished" />
</message>
<message>
<source>Step {step} does not fit</source>
<translation type="unfinished" />
</message>
<message>
<source>The run does not fit</source>
<translation type="unfinished" />
</message>
<message>
<source>{needed_bytes} are needed, {available_bytes} can be had</source>
<translation type="unfinished" />
</message>
<message>
<source>Resume with one of the changes.</source>
<translation type="unfinished" />
</message>
<message>
<source>No change of the settings would free enough.</source>
<translation type="unfinished" />
</message>
<message>
<source>So that the run fits, {layers} layers are computed again on the way back.</source>
<translation type="unfinished" />
</message>
<message>
<source>Going on with the first change: {k}.</source>
<translation type="unfinished" />
</message>
<message>
<source>data.packing leaves no room for the wrong answers that {title} learns from; switch it off, or set method.unlikelihood and method.length_normalised to 0.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path}: the tokenizer gives token {highest}, the model knows {vocabulary}; they do not belong together.</source>
<translation type="unfinished" />
</message>
<message>
<source>{title} fills {virtual_tokens}</source>
<translation type="unfinished" />
</message>
<message>
<source>{file}, line {line}: the template gives this row {slots} slots for virtual tokens and {filled}; change the marks in data.template, or method.num_virtual_tokens of P-Tuning or prompt tuning.</source>
<translation type="unfinished" />
</message>
<message>
<source>, as {path} has no checkpoint to go on from</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} holds no run to resume; without resuming, a new one begins there.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} holds a run of {title} with other settings in [method]; resume it with those of its run.toml, or begin a new run.</source>
<translation type="unfinished" />
</message>
<message>
<source>{damaged} None of the run's checkpoints is whole; begin a new run in another folder.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} has no checkpoint of step {from_step} or before it.</source>
<translation type="unfinished" />
</message>
<message>
<source>The run starts from its beginning{why}.</source>
<translation type="unfinished" />
</message>
<message>
<source>{file} cannot be written: {error}. Training goes on; what it tells is written once that is possible again.</source>
<translation type="unfinished" />
</message>
<message>
<source>{runs_root} holds too many runs named {stem}.</source>
<translation type="unfinished" />
</message>
<message>
<source>make room</source>
<translation type="unfinished" />
</message>
<message>
<source>make it writable</source>
<translation type="unfinished" />
</message>
<message>
<source>{path}: the run folder cannot be written ({error}); {remedy}, or choose another.</source>
<translation type="unfinished" />
</message>
<message>
<source>The program ended while the run was going on.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder} is no run folder: it has no run.toml.</source>
<translation type="unfinished" />
</message>
<message>
<source>{folder}: this run saved nothing that could be opened.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} holds a run already; resume it, or choose another folder.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path}: another run is writing to this folder; choose another.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} was written by a newer version of this program (format {version}); update to open it.</source>
<translation type="unfinished" />
</message>
<message>
<source>{path} was moved or deleted while the run was going on; put it back and resume the run from its last checkpoint.</source>
<translation type="unfinished" />
</message>
<message>
<source>peft-workbench run</source>
<translation type="unfinished" />
</message>
<message>
<source>The rows or their order are not those of the checkpoint; the next pass over them begins.</source>
<translation type="unfinished" />
</message>
<message>
<source>The optimizer is not that of the checkpoint; it starts without memory of the steps before.</source>
<translation type="unfinished" />
</message>
<message>
<source>The {what} stopped being a number at step {step}</source>
<translation type="unfinished" />
</message>
<message>
<source>lower training.learning_rate to {lower_rate}; it peaks at {rate}</source>
<translation type="unfinished" />
</message>
<message>
<source>The loss rose from {first_loss} to {loss} by step {step}: lower training.learning_rate, which peaks at {rate}, to {lower_rate}.</source>
<translation type="unfinished" />
</message>
<message>
<source>The gradient of step {step} is {grad_norm} long, and none before was longer than {longest}: look at the rows of the step ({batches}), or {advice}.</source>
<translation type="unfinished" />
</message>
<message>
<source>The loss has been exactly 0 for {zero_steps} steps and was never small before step {step}, so that it is broken rather than learned: {to_set}.</source>
<translation type="unfinished" />
</message>
<message>
<source>All gradients were exactly 0 for {zero_steps} steps up to step {step}, so that nothing is trained: what {title} changes does not reach the model's output; {other}, or look at the model's files.</source>
<translation type="unfinished" />
</message>
<message>
<source>raise training.learning_rate from {rate} to {higher}</source>
<translation type="unfinished" />
</message>
<message>
<source>Step {step} had a batch of which nothing is learned: {batches}; look at these rows in the preview, and give them answers or leave them out.</source>
<translation type="unfinished" />
</message>
<message>
<source>{factor} times</source>
<translation type="unfinished" />
</message>
<message>
<source>{said}: the model's weight {broken} holds a value that is none; get the model's files again.</source>
<translation type="unfinished" />
</message>
<message>
<source>the rows of the step: {batches}</source>
<translation type="unfinished" />
</message>
<message>
<source>it is that of {places}</source>
<translation type="unfinished" />
</message>
<message>
<source>nothing had been learned yet: {to_set}</source>
<translation type="unfinished" />
</message>
<message>
<source>step {good} is the last good checkpoint</source>
<translation type="unfinished" />
</message>
<message>
<source>there is no good checkpoint yet</source>
<translation type="unfinished" />
</message>
<message>
<source>set training.max_grad_norm to 1</source>
<translation type="unfinished" />
</message>
<message>
<source>lower training.learning_rate from {rate}</source>
<translation type="unfinished" />
</message>
<message>
<source>choose other layers (method.target_modules) or another method</source>
<translation type="unfinished" />
</message>
<message>
<source>Learn in steps {higher} as large.</source>
<translation type="unfinished" />
</message>
<message>
<source>After {step} steps no trained value has changed: {advice}.</source>
<translation type="unfinished" />
</message>
<message>
<source>Compute with bfloat16, which holds larger numbers.</source>
<translation type="unfinished" />
</message>
<message>
<source>Learn in steps {rate} smaller.</source>
<translation type="unfinished" />
</message>
<message>
<source>set {name} to {named_or}</source>
<translation type="unfinished" />
</message>
<message>
<source> and {named_rows} more</source>
<translation type="unfinished" />
</message>
<message>
<source>Compute with float32, which takes twice the memory.</source>
<translation type="unfinished" />
</message>
<message>
<source>Shorten gradients that are longer than 1.</source>
<translation type="unfinished" />
</message>
<message>
<source>Load the weights as they are.</source>
<translation type="unfinished" />
</message>
<message>
<source>look at what is learned in the preview</source>
<translation type="unfinished" />
</message>
<message>
<source>After {step} steps the loss on the rows of the first step ({batch}) is {loss} as before: {advice}.</source>
<translation type="unfinished" />
</message>
<message>
<source>look at the rows and the files of the model</source>
<translation type="unfinished" />
</message>
<message>
<source> or </source>
<translation type="unfinished" />
</message>
<message>
<source>Input should be greater than {number}</source>
<translation type="unfinished" />
</message>
<message>
<source>input should be greater than {number}</source>
<translation type="unfinished" />
</message>
<message>
<source>Input should be greater than or equal to {number}</source>
<translation type="unfinished" />
</message>
<message>
<source>input should be greater than or equal to {number}</source>
<translation type="unfinished" />
</message>
<message>
<source>Input should be less than {number}</source>
<translation type="unfinished" />
</message>
<message>
<source>input should be less than {number}</source>
<translation type="unfinished" />
</message>
<message>
<source>Input should be less than or equal to {number}</source>
<translation type="unfinished" />
</message>
<message>
<source>input should be less than or equal to {number}</source>
<translation type="unfinished" />
</message>
<message>
<source>Input should be a valid number</source>
<translation type="unfinished" />
</message>
<message>
<source>input should be a valid number</source>
<translation type="unfinished" />
</message>
<message>
<source>Input should be a valid integer</source>
<translation type="unfinished" />
</message>
<message>
<source>input should be a valid integer</source>
<translation type="unfinished" />
</message>
<message>
<source>Input should be a valid string</source>
<translation type="unfinished" />
</message>
<message>
<source>input should be a valid string</source>
<translation type="unfinished" />
</message>
<message>
<source>Input should be a valid boolean</source>
<translation type="unfinished" />
</message>
<message>
<source>input should be a valid boolean</source>
<translation type="unfinished" />
</message>
<message>
<source>Input should be {values_or}</source>
<translation type="unfinished" />
</message>
<message>
<source>input should be {values_or}</source>
<translation type="unfinished" />
</message>
<message>
<source>Permission denied</source>
<translation type="unfinished" />
</message>
<message>
<source>Read-only file system</source>
<translation type="unfinished" />
</message>
<message>
<source>No space left on device</source>
<translation type="unfinished" />
</message>
<message>
<source>No such file or directory</source>
<translation type="unfinished" />
</message>
<message>
<source>Is a directory</source>
<translation type="unfinished" />
</message>
<message>
<source>Not a directory</source>
<translation type="unfinished" />
</message>
<message>
<source>File exists</source>
<translation type="unfinished" />
</message>
<message>
<source>File name too long</source>
<translation type="unfinished" />
</message>
<message>
<source>Input/output error</source>
<translation type="unfinished" />
</message>
</context>
<context>
<name>choices</name>
<message>
<source>blocks</source>
<translation type="unfinished" />
</message>
<message>
<source>warns</source>
<translation type="unfinished" />
</message>
<message>
<source>houlsby</source>
<translation type="unfinished" />
</message>
<message>
<source>pfeiffer</source>
<translation type="unfinished" />
</message>
<message>
<source>parallel</source>
<translation type="unfinished" />
</message>
<message>
<source>all</source>
<translation type="unfinished" />
</message>
<message>
<source>query and feedforward</source>
<translation type="unfinished" />
</message>
<message>
<source>head</source>
<translation type="unfinished" />
</message>
<message>
<source>layer</source>
<translation type="unfinished" />
</message>
<message>
<source>none</source>
<translation type="unfinished" />
</message>
<message>
<source>lora only</source>
<translation type="unfinished" />
</message>
<message>
<source>lstm</source>
<translation type="unfinished" />
</message>
<message>
<source>mlp</source>
<translation type="unfinished" />
</message>
<message>
<source>random</source>
<translation type="unfinished" />
</message>
<message>
<source>text</source>
<translation type="unfinished" />
</message>
<message>
<source>labels</source>
<translation type="unfinished" />
</message>
<message>
<source>linear</source>
<translation type="unfinished" />
</message>
<message>
<source>relu</source>
<translation type="unfinished" />
</message>
<message>
<source>gelu</source>
<translation type="unfinished" />
</message>
<message>
<source>softmax</source>
<translation type="unfinished" />
</message>
<message>
<source>sequential</source>
<translation type="unfinished" />
</message>
<message>
<source>attention</source>
<translation type="unfinished" />
</message>
<message>
<source>feedforward</source>
<translation type="unfinished" />
</message>
<message>
<source>heads</source>
<translation type="unfinished" />
</message>
<message>
<source>attention weights</source>
<translation type="unfinished" />
</message>
<message>
<source>feedforward weights</source>
<translation type="unfinished" />
</message>
<message>
<source>add</source>
<translation type="unfinished" />
</message>
<message>
<source>scaled add</source>
<translation type="unfinished" />
</message>
<message>
<source>gated add</source>
<translation type="unfinished" />
</message>
<message>
<source>causal lm</source>
<translation type="unfinished" />
</message>
<message>
<source>seq2seq lm</source>
<translation type="unfinished" />
</message>
<message>
<source>sequence classification</source>
<translation type="unfinished" />
</message>
<message>
<source>token classification</source>
<translation type="unfinished" />
</message>
<message>
<source>auto</source>
<translation type="unfinished" />
</message>
<message>
<source>float32</source>
<translation type="unfinished" />
</message>
<message>
<source>bfloat16</source>
<translation type="unfinished" />
</message>
<message>
<source>float16</source>
<translation type="unfinished" />
</message>
<message>
<source>nf4</source>
<translation type="unfinished" />
</message>
<message>
<source>fp4</source>
<translation type="unfinished" />
</message>
<message>
<source>int8</source>
<translation type="unfinished" />
</message>
<message>
<source>instruction</source>
<translation type="unfinished" />
</message>
<message>
<source>conversation</source>
<translation type="unfinished" />
</message>
<message>
<source>preference</source>
<translation type="unfinished" />
</message>
<message>
<source>multiple choice</source>
<translation type="unfinished" />
</message>
<message>
<source>tokenized</source>
<translation type="unfinished" />
</message>
<message>
<source>classification</source>
<translation type="unfinished" />
</message>
<message>
<source>token labels</source>
<translation type="unfinished" />
</message>
<message>
<source>letter</source>
<translation type="unfinished" />
</message>
<message>
<source>from 0</source>
<translation type="unfinished" />
</message>
<message>
<source>from 1</source>
<translation type="unfinished" />
</message>
<message>
<source>answers</source>
<translation type="unfinished" />
</message>
<message>
<source>last answer</source>
<translation type="unfinished" />
</message>
<message>
<source>everything</source>
<translation type="unfinished" />
</message>
<message>
<source>drop</source>
<translation type="unfinished" />
</message>
<message>
<source>prompt</source>
<translation type="unfinished" />
</message>
<message>
<source>answer</source>
<translation type="unfinished" />
</message>
<message>
<source>constant</source>
<translation type="unfinished" />
</message>
<message>
<source>cosine</source>
<translation type="unfinished" />
</message>
<message>
<source>adamw</source>
<translation type="unfinished" />
</message>
<message>
<source>adamw 8bit</source>
<translation type="unfinished" />
</message>
<message>
<source>paged adamw 8bit</source>
<translation type="unfinished" />
</message>
<message>
<source>sgd</source>
<translation type="unfinished" />
</message>
<message>
<source>off</source>
<translation type="unfinished" />
</message>
<message>
<source>on</source>
<translation type="unfinished" />
</message>
<message>
<source>exact match</source>
<translation type="unfinished" />
</message>
<message>
<source>bleu</source>
<translation type="unfinished" />
</message>
<message>
<source>rouge l</source>
<translation type="unfinished" />
</message>
<message>
<source>chrf</source>
<translation type="unfinished" />
</message>
<message>
<source>loss</source>
<translation type="unfinished" />
</message>
<message>
<source>token accuracy</source>
<translation type="unfinished" />
</message>
<message>
<source>accuracy</source>
<translation type="unfinished" />
</message>
<message>
<source>f1</source>
<translation type="unfinished" />
</message>
<message>
<source>computing</source>
<translation type="unfinished" />
</message>
<message>
<source>changing</source>
<translation type="unfinished" />
</message>
</context>
</TS>
